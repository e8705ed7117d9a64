import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RaisedAlerts } from './raised-alerts.ts';

const shown = (...flags: number[]) => ({ flags, areCleared: false });
const cleared = (...flags: number[]) => ({ flags, areCleared: true });

test('flags that reading leaves are set as long as the drive shows them, and fresh if they were not there before the tape', () => {
  const alerts = new RaisedAlerts();
  assert.deepEqual(alerts.read(shown(4, 21)), [4, 21]);
  alerts.tapeComes();
  assert.deepEqual(alerts.read(shown(4, 20)), [20]);
  assert.deepEqual([alerts.set, alerts.fresh], [[4, 20], [20]]);
});

test('flags that go with the tape are not set any more, and are held against who raised them all the same', () => {
  const alerts = new RaisedAlerts();
  alerts.tapeComes();
  alerts.read(shown(4));
  assert.deepEqual(alerts.read(shown()), []);
  assert.deepEqual([alerts.set, alerts.fresh, alerts.raised], [[], [4], [4]]);
});

test('a flag that the next tape raises again is fresh, where the first has taken it along', () => {
  const alerts = new RaisedAlerts();
  for (const answer of [shown(4), shown()]) alerts.read(answer);
  alerts.tapeComes();
  assert.deepEqual([alerts.read(shown(4)), alerts.fresh], [[4], [4]]);
});

test('flags that reading clears are kept until the next tape comes, and whatever is read is fresh', () => {
  const alerts = new RaisedAlerts();
  alerts.tapeComes();
  alerts.read(cleared(20));
  assert.deepEqual(alerts.read(cleared()), []);
  assert.deepEqual([alerts.set, alerts.raised], [[20], [20]]);
  assert.deepEqual(alerts.read(cleared(20)), [20]);
  alerts.tapeComes();
  assert.deepEqual([alerts.set, alerts.raised], [[], []]);
  assert.deepEqual([alerts.read(cleared(4)), alerts.fresh], [[4], [4]]);
});

test('what an earlier process was told is set until the drive says otherwise or is set up', () => {
  const alerts = new RaisedAlerts([20]);
  assert.deepEqual(alerts.read(cleared()), []);
  assert.deepEqual(alerts.set, [20]);
  alerts.forget();
  assert.deepEqual([alerts.set, alerts.read(shown(20))], [[], [20]]);
});
