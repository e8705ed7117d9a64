import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertOfDrive, alertOfSession, isCleaningDue } from './tape-alerts.ts';

test('flags of the drive’s hardware, and clean now, keep it from being used; others are only reported', () => {
  const codes = [20, 30, 31, 38, 56].map((flag) => alertOfDrive([flag])?.code);
  assert.deepEqual(codes, ['D121', 'D122', 'D122', 'D122', 'D122']);
  assert.deepEqual(
    [3, 5, 6, 9, 21, 26, 55].map((flag) => alertOfSession({ raised: [flag], fresh: [flag] })),
    Array(7).fill(undefined),
  );
  assert.match(alertOfDrive([7, 31])?.message ?? '', /TapeAlert flag 31 \(hardware B\)$/);
});

test('a flag of the tape is the tape’s only where it was raised while that was there', () => {
  assert.equal(alertOfSession({ raised: [4], fresh: [4] })?.code, 'M113');
  assert.equal(alertOfSession({ raised: [4], fresh: [] }), undefined);
  assert.equal(alertOfDrive([4]), undefined);
});

test('cleaning is due now or before long', () => {
  assert.deepEqual([isCleaningDue([20]), isCleaningDue([3, 21]), isCleaningDue([30])], [true, true, false]);
});
