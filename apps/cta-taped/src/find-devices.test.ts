import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName, conditions } from '@cta/conditions';
import { exitStatusOf } from '@cta/runtime';
import { endsStart, findDevices } from './find-devices.ts';

const { signal: never } = new AbortController();
const found = { open: () => Promise.resolve() };
const failing = (name: ConditionName) => ({ open: () => Promise.reject(new ConditionError(name)) });
const hanging = { open: () => new Promise<void>(() => {}) };
const names = Object.keys(conditions) as ConditionName[];

test('only what a person must configure ends a start, each with an exit status of its own', () => {
  const ending = names.map((name) => new ConditionError(name)).filter((error) => endsStart(error));
  assert.deepEqual(
    ending.map((error) => [error.code, exitStatusOf(error)]),
    [
      ['D101', 69],
      ['D114', 69],
      ['L102', 69],
      ['S302', 78],
    ],
  );
});

test('whatever else is wrong with a device does not end a start', async () => {
  for (const name of names) {
    const start = findDevices({ library: found, engine: failing(name) }, never);
    if (endsStart(new ConditionError(name))) await assert.rejects(start, { condition: name });
    else await start;
  }
});

test('what is configured wrongly is told though the other device does not answer', async () => {
  const start = findDevices({ library: failing('LIBRARY_NOT_FOUND'), engine: hanging }, never);
  await assert.rejects(start, { condition: 'LIBRARY_NOT_FOUND' });
});

test('a device that takes long is not waited for', async () => {
  await findDevices({ library: hanging, engine: hanging }, never, 1);
});

test('a stop ends the look at once', async () => {
  const stop = new AbortController();
  const start = findDevices({ library: hanging, engine: hanging }, stop.signal);
  stop.abort(new ConditionError('SERVICE_STOPPING'));
  await assert.rejects(start, { condition: 'SERVICE_STOPPING' });
});
