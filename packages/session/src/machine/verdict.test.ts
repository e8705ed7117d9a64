import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConditionName, conditions, type Suspect } from '@cta/conditions';
import { isLibrarysOwn, type Verdict, verdictOn } from './verdict.ts';

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

const elsewhere: readonly Suspect[] = ['database', 'library', 'disk', 'job', 'user'];
for (const suspect of elsewhere) {
  test(`No condition of a ${suspect} has a verdict on drive or tape`, () => {
    const names = (Object.keys(conditions) as ConditionName[]).filter((name) => conditions[name].suspect === suspect);
    assert.ok(names.length > 0);
    const withVerdict = names.filter((name) => verdictOn(name) !== 'neither');
    // What is missing from a library is missing as a tape.
    assert.deepEqual(withVerdict, suspect === 'library' ? ['CARTRIDGE_NOT_IN_LIBRARY'] : []);
  });
}

test('of the faults of a library those are its own that no tape bears the consequence of', () => {
  const own = (['LIBRARY_HARDWARE_ERROR', 'CARTRIDGE_IN_USE', 'ELEMENT_EMPTY'] as const).filter(isLibrarysOwn);
  assert.equal(own.length, 3);
  const others = ['CARTRIDGE_NOT_IN_LIBRARY', 'DRIVE_HARDWARE_ERROR', 'DATABASE_UNREACHABLE'] as const;
  assert.deepEqual(others.filter(isLibrarysOwn), []);
});
