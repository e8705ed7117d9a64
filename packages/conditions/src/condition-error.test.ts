import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, isCondition } from './condition-error.ts';
import { type ConditionName, conditions } from './registry/index.ts';

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

test('what was said besides code and title can be had alone', () => {
  assert.equal(new ConditionError('MEDIUM_FULL', { message: 'block 7: no room' }).said, 'block 7: no room');
  assert.equal(new ConditionError('MEDIUM_FULL').said, undefined);
});

test('an error that was told as a text is what it was, whatever its title or what it said has colons in it', () => {
  const names = Object.keys(conditions) as ConditionName[];
  for (const name of names) {
    for (const options of [{}, { message: 'VOL1: byte 4: "x"' }]) {
      const error = new ConditionError(name, options);
      const restored = ConditionError.told(name, error.message);
      assert.deepEqual([restored.code, restored.said], [error.code, error.said]);
    }
  }
});

test('a title of another version is left out', () => {
  assert.equal(ConditionError.told('MEDIUM_FULL', 'M105 Full up: block 7: no room').said, 'block 7: no room');
  assert.equal(ConditionError.told('MEDIUM_FULL', 'M105 Full up').said, undefined);
});
