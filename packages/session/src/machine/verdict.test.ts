import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName } from '@cta/conditions';
import { type Verdict, verdictOn } from './verdict.ts';

const verdicts: readonly [ConditionName, Verdict][] = [
  ['DRIVE_HARDWARE_ERROR', { drive: 'put-down', tape: 'keep' }],
  ['MEDIUM_WRITE_PROTECTED', { drive: 'keep', tape: 'disable' }],
  ['CARTRIDGE_NOT_IN_LIBRARY', { drive: 'keep', tape: 'disable' }],
  ['LIBRARY_NO_ANSWER', { drive: 'keep', tape: 'keep' }],
  ['DATABASE_UNREACHABLE', { drive: 'keep', tape: 'keep' }],
  ['DISK_FILE_NOT_FOUND', { drive: 'keep', tape: 'keep' }],
  ['UNFORESEEN_ERROR', { drive: 'keep', tape: 'keep' }],
];

for (const [condition, expected] of verdicts) {
  test(`${condition}: drive ${expected.drive}, tape ${expected.tape}`, () => {
    assert.deepEqual(verdictOn(new ConditionError(condition)), expected);
  });
}
