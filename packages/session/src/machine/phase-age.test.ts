import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { aged, newborn, type PhaseLook } from './phase-age.ts';

const look = fc.record({
  elapsedMs: fc.nat(60_000),
  isConnectionLost: fc.boolean(),
  moved: fc.nat(3),
});

function ageAfter(looks: readonly PhaseLook[]) {
  return looks.reduce(aged, newborn);
}

test('what counts is never more than the time since something was moved', () => {
  fc.assert(
    fc.property(fc.array(look), (looks) => {
      const moves = looks.map(({ moved }, at) => moved !== (looks[at - 1]?.moved ?? newborn.moved));
      const since = looks.slice(moves.lastIndexOf(true) + 1);
      const passed = since.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
      assert.ok(ageAfter(looks).countedMs <= passed);
    }),
  );
});

test('all time counts while nothing moves and no connection is lost', () => {
  const looks = [5000, 7000, 11_000].map((elapsedMs) => ({ elapsedMs, isConnectionLost: false, moved: 0 }));
  assert.equal(ageAfter(looks).countedMs, 23_000);
});

test('the clock stands while a connection is lost, and goes on from there', () => {
  const losses = [false, true, true, false];
  const looks = losses.map((isConnectionLost) => ({ elapsedMs: 1000, isConnectionLost, moved: 0 }));
  assert.equal(ageAfter(looks).countedMs, 2000);
});

test('a phase that moves something is new', () => {
  const looks = [0, 0, 7].map((moved) => ({ elapsedMs: 1000, isConnectionLost: false, moved }));
  assert.deepEqual(ageAfter(looks), { countedMs: 0, moved: 7 });
});
