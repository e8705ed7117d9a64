import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, isCondition } from './condition-error.ts';

test('an error carries what the registry says of its condition', () => {
  const error = new ConditionError('MEDIUM_READ_ERROR', { message: 'block 12', details: { vid: 'V00001' } });
  assert.equal(error.code, 'M101');
  assert.equal(error.suspect, 'medium');
  assert.equal(error.retryable, true);
  assert.equal(error.message, 'M101 Medium cannot be read: block 12');
  assert.deepEqual(error.details, { vid: 'V00001' });
});

test('what nobody foresaw becomes our own fault, with its cause', () => {
  const cause = new TypeError('x is not a function');
  const error = ConditionError.from(cause);
  assert.equal(error.condition, 'UNFORESEEN_ERROR');
  assert.equal(error.cause, cause);
});

test('a condition passes through unchanged', () => {
  const error = new ConditionError('MEDIUM_FULL');
  assert.equal(ConditionError.from(error), error);
});

test('a condition is told from other errors, and by its name', () => {
  assert.equal(isCondition(new ConditionError('MEDIUM_FULL'), 'MEDIUM_FULL'), true);
  assert.equal(isCondition(new ConditionError('MEDIUM_FULL'), 'MEDIUM_READ_ERROR'), false);
  assert.equal(isCondition(new Error('MEDIUM_FULL'), 'MEDIUM_FULL'), false);
});
