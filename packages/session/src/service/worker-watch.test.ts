import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConditionError } from '@cta/conditions';
import type { PulseReading } from '../pulse/tape-pulse.ts';
import { WorkerWatch } from './worker-watch.ts';

let nowMs = 0;
let reading: PulseReading = { turns: 0, step: 0, call: undefined };
let isLost = false;
let told: ConditionError[] = [];

const watch = new WorkerWatch({
  engine: {
    pulse: () => reading,
    get isLost() {
      return isLost;
    },
  },
  clock: { now: () => nowMs },
  limits: { callMarginMs: 1000, stallMs: 2000, lookMs: 1000 },
  onHung: (error) => told.push(error),
});

/** What each of so many looks, one a second, finds. */
function look(times: number): readonly boolean[] {
  return Array.from({ length: times }, () => {
    nowMs += 1000;
    return watch.isWell();
  });
}

test('a call that does not come back is told once, with its name and for how long', () => {
  reading = { turns: 1, step: 1, call: { name: 'write', boundMs: 2000 } };
  assert.deepEqual(look(6), [true, true, true, true, false, false]);
  assert.deepEqual(
    told.map(({ condition, message, details }) => [condition, message.split(': ').at(-1), details['call']]),
    [['TAPE_WORKER_HUNG', 'write has not come back for 4 s', 'write']],
  );
});

test('a call that comes back after all is well again, and the next hang is told anew', () => {
  told = [];
  reading = { turns: 2, step: 2, call: undefined };
  assert.deepEqual(look(1), [true]);
  reading = { turns: 2, step: 3, call: { name: 'unload', boundMs: 0 } };
  assert.deepEqual(look(3), [true, true, false]);
  assert.deepEqual(
    told.map(({ details }) => details['call']),
    ['unload'],
  );
});

test('a worker that does nothing, and asks nothing of the drive, is our own bug', () => {
  told = [];
  reading = { turns: 2, step: 4, call: undefined };
  assert.deepEqual(look(4), [true, true, true, false]);
  assert.deepEqual(
    told.map(({ condition }) => condition),
    ['UNFORESEEN_ERROR'],
  );
});

test('a worker that has ended does not hang', () => {
  told = [];
  isLost = true;
  assert.deepEqual(look(4), [true, true, true, true]);
  assert.deepEqual(told, []);
});
