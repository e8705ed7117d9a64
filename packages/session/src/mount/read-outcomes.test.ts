import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { ReadOutcomes } from './read-outcomes.ts';

const unreadable = new ConditionError('MEDIUM_READ_ERROR');
const diskFull = new ConditionError('DISK_FILE_NOT_FOUND');

test('a session in which no file could be read, of two at least, is a fault', () => {
  const outcomes = new ReadOutcomes();
  outcomes.failed('1', unreadable);
  outcomes.failed('1', unreadable);
  assert.equal(outcomes.fault, undefined);
  outcomes.failed('2', unreadable);
  assert.equal(outcomes.fault, unreadable);
});

test('one that was read speaks for drive and tape, and what is the disk’s against neither', () => {
  const outcomes = new ReadOutcomes();
  for (const taskId of ['1', '2', '3']) outcomes.failed(taskId, diskFull);
  assert.equal(outcomes.fault, undefined);
  for (const taskId of ['4', '5', '6']) outcomes.failed(taskId, unreadable);
  outcomes.done();
  assert.equal(outcomes.fault, undefined);
});
