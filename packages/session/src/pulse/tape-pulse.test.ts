import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocatePulse, driveCalls, TapePulse } from './tape-pulse.ts';

const memory = allocatePulse();
const worker = new TapePulse(memory);
const watcher = new TapePulse(memory);

test('a worker that has done nothing yet is in no call', () => {
  assert.deepEqual(watcher.read(), { turns: 0, step: 0, call: undefined });
});

test('each call is told with its bound while it lasts, and each has a step of its own', () => {
  let lastStep = watcher.read().step;
  for (const [index, name] of driveCalls.entries()) {
    worker.enter(name, 1000 + index);
    const { step, call } = watcher.read();
    assert.deepEqual(call, { name, boundMs: 1000 + index });
    assert.notEqual(step, lastStep);
    worker.leave();
    const after = watcher.read();
    assert.equal(after.call, undefined);
    assert.notEqual(after.step, step);
    lastStep = after.step;
  }
});

test('turns are counted apart from steps', () => {
  const before = watcher.read();
  worker.turn();
  assert.deepEqual(watcher.read(), { ...before, turns: before.turns + 1 });
});

test('steps begin anew when their number has outgrown its word, and still differ', () => {
  new Int32Array(memory)[1] = -1 << 5;
  const last = watcher.read();
  worker.enter('write', Number.MAX_SAFE_INTEGER);
  const next = watcher.read();
  assert.deepEqual(next.call, { name: 'write', boundMs: 2 ** 31 - 1 });
  assert.notEqual(next.step, last.step);
});
