import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { fromErrorMessage, toErrorMessage } from './error-message.ts';

function sent(error: unknown): ConditionError {
  return fromErrorMessage(structuredClone(toErrorMessage(error)));
}

test('a condition is the same on the other side', () => {
  const error = new ConditionError('MEDIUM_FULL', { message: 'at block 7', details: { block: 7n, vid: 'V00001' } });
  const { condition, message, details } = sent(error);
  assert.deepEqual([condition, message, details], ['MEDIUM_FULL', error.message, error.details]);
});

test('one without a message has none afterwards', () => {
  const error = new ConditionError('MEDIUM_FULL');
  assert.equal(sent(error).message, error.message);
});

test('causes are told as text, down to the first', () => {
  const cause = new Error('write failed', { cause: new Error('ENOSPC') });
  const received = sent(new ConditionError('DISK_FULL', { cause }));
  assert.ok(received.cause instanceof Error);
  assert.match(received.cause.message, /write failed[^]*caused by Error: ENOSPC/);
});

test('an error that nobody foresaw is a condition on the other side', () => {
  assert.equal(sent(new TypeError('bug')).message, ConditionError.from(new TypeError('bug')).message);
});
