import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import type { Clock } from '@cta/clock';
import { createLogger } from '@cta/runtime';
import type { Mount, RetrieveJob } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';
import { sessionEvents } from '../session-events.ts';
import { JobLedger } from './job-ledger.ts';
import { RetrieveReports } from './retrieve-reports.ts';

/** A clock whose waits end when it is told to, or are cut off. */
class StandingClock implements Clock {
  readonly #waiting = new Set<() => void>();

  now(): number {
    return 0;
  }

  sleep(_durationMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    signal.addEventListener('abort', () => {
      this.#waiting.delete(resolve);
      reject(signal.reason as Error);
    });
    return promise;
  }

  get waits(): number {
    return this.#waiting.size;
  }

  /** So much time passes that every wait is over. */
  async passes(): Promise<void> {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    await immediate();
  }
}

function rig(files: number) {
  const told: unknown[] = [];
  const write = (line: string) => void told.push((JSON.parse(line) as { files: unknown }).files);
  const clock = new StandingClock();
  const parts = {
    clock,
    logger: createLogger({ events: sessionEvents, program: 'test', destination: { write } }),
    patiently: () => Promise.resolve(),
  } as unknown as DriveParts;
  const jobs = new JobLedger<RetrieveJob>();
  const taskIds = Array.from({ length: files }, (_, index) => jobs.add({ jobId: BigInt(index) } as RetrieveJob));
  const reports = new RetrieveReports(parts, { mountId: 1n } as Mount, jobs, new AbortController().signal);
  return { told, clock, reports, taskIds };
}

test('a file that no other follows is told once it is old', async () => {
  const { told, clock, reports, taskIds } = rig(3);
  for (const taskId of taskIds.slice(0, 2)) reports.done(taskId, 10);
  await immediate();
  assert.deepEqual(told, []);
  await clock.passes();
  assert.deepEqual(told, [2]);
  reports.done(taskIds[2] ?? '', 10);
  await clock.passes();
  assert.deepEqual(told, [2, 1]);
});

test('a full batch is told at once, and nobody waits for it any more', async () => {
  const { told, clock, reports, taskIds } = rig(1000);
  for (const taskId of taskIds) reports.done(taskId, 10);
  await reports.delivered();
  assert.deepEqual([told, clock.waits], [[1000], 0]);
});
