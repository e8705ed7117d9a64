import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Explored, explore, follow, keyOf } from './exploration.ts';
import { longestHurriedStopMs, outlasted, type StepTimes, type TimeBound, timeBounds } from './time-bounds.ts';
import { transitions } from './transitions.ts';

const minutes = 60_000;
const times: StepTimes = {
  openMs: 22 * minutes,
  inquireMs: 1 * minutes,
  unloadMs: 16 * minutes,
  loadMs: 5 * minutes,
  driveCommandMs: 49 * minutes,
  inventoryMs: 10 * minutes,
  moveMs: 30 * minutes,
  stallMs: 30 * minutes,
};
const bounds = timeBounds(times);

const reached = new Map(explore().map(({ to }) => [keyOf(to), to]));

function boundOf({ state }: Explored): TimeBound {
  return bounds[state.phase];
}

/** The phases that follow if each one outlasts its bound. */
function afterOutlasting(explored: Explored): readonly Explored[] {
  const bound = boundOf(explored);
  if (bound.kind === 'waits') return [];
  const error = outlasted(explored.state.phase, bound.longestMs);
  const next = follow(explored, { type: 'failed', error }).to;
  return [next, ...afterOutlasting(next)];
}

test('every phase is bounded, or waits for others', () => {
  assert.deepEqual(Object.keys(bounds).sort(), Object.keys(transitions).sort());
  for (const bound of Object.values(bounds)) assert.ok(bound.kind === 'waits' || bound.longestMs > 0);
});

test('whatever outlasts its bound comes to rest, by way of cleaning where there is a mount', () => {
  for (const explored of reached.values()) {
    if (boundOf(explored).kind === 'waits') continue;
    const { phase, stopping } = explored.state;
    const path = afterOutlasting(explored).map(({ state }) => state.phase);
    const rest = stopping === 'no' ? 'down' : 'stopped';
    const hasMountToClean = 'mount' in explored.state && phase !== 'cleaning';
    assert.deepEqual(path, hasMountToClean ? ['cleaning', rest] : [rest], keyOf(explored));
  }
});

test('a phase that waits for others ends as soon as it is to stop', () => {
  for (const explored of reached.values()) {
    const { phase } = explored.state;
    if (boundOf(explored).kind !== 'waits' || phase === 'stopped') continue;
    const told = follow(explored, { type: 'stop' }).to;
    const rest = told.cancelled ? follow(told, { type: 'cancelled' }).to : told;
    assert.equal(rest.state.phase, 'stopped', keyOf(explored));
  }
});

test('a stop that hurries takes no longer than the phases that still follow', () => {
  const positive = fc.integer({ min: 1, max: 60 * minutes });
  const keys = Object.keys(times) as (keyof StepTimes)[];
  const anyTimes = fc.record(Object.fromEntries(keys.map((key) => [key, positive]))) as fc.Arbitrary<StepTimes>;
  fc.assert(
    fc.property(anyTimes, (someTimes) => {
      const some = timeBounds(someTimes);
      const longest = longestHurriedStopMs(some);
      for (const explored of reached.values()) {
        if (explored.state.stopping !== 'hurried') continue;
        const phases = [explored, ...afterOutlasting(explored)].map(({ state }) => some[state.phase]);
        const sum = phases.reduce((total, bound) => total + (bound.kind === 'waits' ? 0 : bound.longestMs), 0);
        assert.ok(sum <= longest, keyOf(explored));
      }
    }),
  );
});

test('a session that moves nothing is the fault of a disk system, and any other phase that lasts too long is ours', () => {
  assert.equal(
    outlasted('transferring', 90_000).message,
    'F301 Session moves nothing, though tape and databases wait for nothing: nothing was moved for 90 s',
  );
  assert.equal(outlasted('unmounting', 90_000).code, 'S605');
});
