import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { createLogger } from '@cta/runtime';
import type { Mount } from '@cta/scheduler';
import { sessionEvents } from '../../session-events.ts';
import type { ActivityContext } from '../activity.ts';
import type { Connection } from '../drive-parts.ts';
import type { GivenUp } from '../giving-up.ts';
import { clean } from './clean.ts';
import { unmount } from './unmount.ts';

const hurry = new DOMException('told to hurry', 'AbortError');
const cancelled = AbortSignal.abort(hurry);
const never = new AbortController().signal;
const fault = new ConditionError('DRIVE_HARDWARE_ERROR');
const mount = { mountId: 7n, vid: 'V00001', type: 'ARCHIVE_FOR_USER' } as unknown as Mount;
const standing = { desired: 'up', stopping: 'hurried', mount } as const;

/** A service that was told to hurry before the activity began. Its library is there; databases answer while not given up. */
function hurried(givenUp: GivenUp) {
  const asked: string[] = [];
  const told: unknown[] = [];
  const parts = {
    patiently: async (connection: Connection, operation: () => Promise<unknown>, signal: AbortSignal) => {
      signal.throwIfAborted();
      asked.push(connection);
      if (connection === 'library') return operation();
      return connection === 'Catalogue' ? { ofDrive: [], ofTape: [] } : undefined;
    },
    clock: {
      now: () => 0,
      sleep: (_durationMs: number, signal: AbortSignal) => Promise.reject(signal.reason as Error),
    },
    logger: createLogger({ events: sessionEvents, program: 'test', destination: { write: () => {} } }),
    engine: { unload: () => Promise.resolve() },
    library: { dismount: () => Promise.resolve({ moved: true }) },
    installation: { libraryOrdinal: 0 },
    options: {},
  };
  const context = {
    parts: { ...parts, insistently: parts.patiently },
    givenUp,
    sessions: { current: undefined, cartridge: 'away', interrupted: undefined },
    pace: { ended: () => {} },
    hardware: {
      alerts: { raised: [], fresh: [] },
      look: () => Promise.resolve(),
      lookIfItAnswers: () => Promise.resolve(),
      emptied: () => Promise.resolve(),
    },
    record: {
      status: () => {},
      libraryServed: () => {},
      fault: (_mount: unknown, { code }: ConditionError) => void told.push(code),
      delivered: () => Promise.resolve(),
    },
  } as unknown as ActivityContext;
  return { context, asked, told };
}

test('unmounting in a hurry brings the cartridge home and ends the mount, also where all is given up', async () => {
  const { context, asked } = hurried({ Catalogue: cancelled, SchedulerDB: cancelled });
  assert.deepEqual(await unmount(context, { ...standing, phase: 'unmounting' }, cancelled), { type: 'unmounted' });
  assert.deepEqual([context.sessions.cartridge, asked], ['home', ['library', 'SchedulerDB']]);
});

test('cleaning in a hurry blames whom it would blame without one, where databases answer', async () => {
  const { context, asked, told } = hurried({ Catalogue: never, SchedulerDB: never });
  const end = await clean(context, { ...standing, phase: 'cleaning', fault }, cancelled);
  assert.deepEqual([end, told], [{ type: 'cleaned', blamed: fault }, [fault.code]]);
  assert.deepEqual([context.sessions.cartridge, asked], ['home', ['library', 'Catalogue', 'SchedulerDB']]);
});

test('a fault that the Catalogue could not be told of leaves its mount for the next start to judge', async () => {
  const { context, asked } = hurried({ Catalogue: cancelled, SchedulerDB: never });
  const cleaning = clean(context, { ...standing, phase: 'cleaning', fault }, cancelled);
  await assert.rejects(cleaning, (error) => error === hurry);
  assert.deepEqual([context.sessions.cartridge, asked], ['home', ['library']]);
});
