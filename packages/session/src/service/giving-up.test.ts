import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '@cta/clock';
import type { Outage } from '@cta/runtime';
import { GivingUp, lastWordsMs } from './giving-up.ts';

/** A service that was told to hurry: what is so after each of its looks, in turn, and then remains so. */
async function hurried(moments: readonly { readonly lost?: string; readonly home?: true; readonly over?: true }[]) {
  let look = 0;
  let nowMs = 0;
  const over = new AbortController();
  const moment = () => moments[Math.min(look, moments.length - 1)] ?? {};
  const clock: Clock = {
    now: () => nowMs,
    async sleep(durationMs) {
      nowMs += durationMs;
      look += 1;
      if (moment().over === true) over.abort();
    },
  };
  const outages = { list: () => (moment().lost === undefined ? [] : [{ connection: moment().lost } as Outage]) };
  const givingUp = new GivingUp({ clock, outages }, () => moment().home === true);
  await givingUp.inTime(over.signal);
  const { Catalogue, SchedulerDB } = givingUp.signals;
  return { nowMs, givenUp: [Catalogue.aborted, SchedulerDB.aborted] };
}

test('a database that is away is given up at once, and no other', async () => {
  assert.deepEqual(await hurried([{ lost: 'SchedulerDB' }, { over: true }]), { nowMs: 100, givenUp: [false, true] });
  assert.deepEqual(await hurried([{ lost: 'library' }, { over: true }]), { nowMs: 100, givenUp: [false, false] });
});

test('one that gets lost meanwhile is given up then', async () => {
  assert.deepEqual((await hurried([{}, {}, { lost: 'Catalogue' }, { over: true }])).givenUp, [true, false]);
});

test('those that answer have the time until the tape is home, and a little more', async () => {
  const untilHome = Array.from({ length: 50 }, () => ({}));
  const { nowMs, givenUp } = await hurried([...untilHome, { home: true }]);
  assert.deepEqual([nowMs, givenUp], [50 * 100 + lastWordsMs, [true, true]]);
});

test('where all is told to go at once all is given up', () => {
  const givingUp = new GivingUp(
    { clock: { now: () => 0, sleep: async () => {} }, outages: { list: () => [] } },
    () => false,
  );
  givingUp.atOnce();
  assert.deepEqual(
    Object.values(givingUp.signals).map(({ aborted }) => aborted),
    [true, true],
  );
});
