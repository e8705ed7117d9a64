import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outage } from '@cta/runtime';
import type { DriveOptions } from './drive-parts.ts';
import { watchPhase } from './phase-watch.ts';

const options = { heartbeatMs: 10_000 } as DriveOptions;
const lost = { connection: 'Catalogue' } as Outage;

/** A clock that stands until it is moved on, one wait at a time. */
class StepClock {
  #now = 0;
  readonly #steps: readonly number[];

  /** @param steps by how much each wait lets time pass; after the last one the phase ends */
  constructor(steps: readonly number[]) {
    this.#steps = [...steps];
  }

  #at = 0;

  now(): number {
    return this.#now;
  }

  sleep(): Promise<void> {
    const step = this.#steps[this.#at];
    this.#at += 1;
    if (step === undefined) return Promise.reject(new DOMException('ended', 'AbortError'));
    this.#now += step;
    return Promise.resolve();
  }
}

interface Scene {
  readonly steps: readonly number[];
  readonly outages?: () => readonly Outage[];
  readonly moved?: () => number;
}

async function actsIn({ steps, outages = () => [], moved = () => 0 }: Scene): Promise<readonly string[]> {
  const acts: string[] = [];
  await watchPhase(
    { clock: new StepClock(steps), outages: { list: outages }, options },
    { longestMs: 30_000, moved, onOutlasted: () => acts.push('outlasted'), onStuck: () => acts.push('stuck') },
    new AbortController().signal,
  );
  return acts;
}

const ticks = (count: number): readonly number[] => Array.from({ length: count }, () => 10_000);

test('a phase that ends in time is left alone', async () => {
  assert.deepEqual(await actsIn({ steps: ticks(2) }), []);
});

test('a phase is told once that it outlasts its bound, and once that it is stuck', async () => {
  assert.deepEqual(await actsIn({ steps: ticks(3) }), ['outlasted']);
  assert.deepEqual(await actsIn({ steps: ticks(20) }), ['outlasted', 'stuck']);
});

test('a lost connection stops the clock', async () => {
  assert.deepEqual(await actsIn({ steps: ticks(20), outages: () => [lost] }), []);
});

test('whatever moves keeps a phase young', async () => {
  let moved = 0;
  assert.deepEqual(await actsIn({ steps: ticks(20), moved: () => (moved += 1) }), []);
});

test('a process that was stopped for an hour is not taken for one that worked for an hour', async () => {
  assert.deepEqual(await actsIn({ steps: [3_600_000] }), []);
});
