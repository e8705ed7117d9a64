import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { systemClock } from './clock.ts';

test('the system clock tells milliseconds since the epoch', () => {
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 60_000);
});

test('a sleep ends by itself', async () => {
  const before = systemClock.now();
  await systemClock.sleep(2, new AbortController().signal);
  assert.ok(systemClock.now() > before);
});

test('a sleep that is aborted rejects with the reason of the abort', async () => {
  const reason = new ConditionError('UNFORESEEN_ERROR');
  const controller = new AbortController();
  const asleep = systemClock.sleep(60_000, controller.signal);
  controller.abort(reason);
  await assert.rejects(asleep, (error) => error === reason);
  await assert.rejects(systemClock.sleep(60_000, controller.signal), (error) => error === reason);
});
