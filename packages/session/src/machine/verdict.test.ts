import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConditionName } from '@cta/conditions';
import { type Verdict, verdictOn } from './verdict.ts';

const verdicts: readonly [ConditionName, Verdict][] = [
  ['DRIVE_HARDWARE_ERROR', 'drive'],
  ['DRIVE_NO_ANSWER', 'drive'],
  ['DRIVE_LOAD_FAILED', 'doubtful'],
  ['DRIVE_STATE_LOST', 'unexplained'],
  ['TRANSPORT_CONNECTION_LOST', 'unexplained'],
  ['DRIVE_NOT_EMPTY', 'neither'],
  ['MEDIUM_WRITE_PROTECTED', 'tape'],
  ['VOLUME_LABEL_MISMATCH', 'tape'],
  ['MEDIUM_WRITE_ERROR', 'doubtful'],
  ['CARTRIDGE_NOT_IN_LIBRARY', 'tape'],
  ['LIBRARY_NO_ANSWER', 'neither'],
  ['DATABASE_UNREACHABLE', 'neither'],
  ['DISK_FILE_NOT_FOUND', 'neither'],
  ['MOUNT_ENDED', 'neither'],
  ['UNFORESEEN_ERROR', 'unexplained'],
  ['SERVICE_DIED_IN_SESSION', 'unexplained'],
  ['TAPE_WORKER_HUNG', 'doubtful'],
];

for (const [condition, expected] of verdicts) {
  test(`${condition}: ${expected}`, () => {
    assert.equal(verdictOn(condition), expected);
  });
}
