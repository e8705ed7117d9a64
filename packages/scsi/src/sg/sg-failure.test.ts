import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConditionName } from '@cta/conditions';
import { fromSgErrno, fromSgOutcome } from './sg-failure.ts';

const good = { status: 0, senseLength: 0, hostStatus: 0, driverStatus: 0, residual: 0 };

const outcomes: readonly (readonly [string, Partial<typeof good>, ConditionName | undefined])[] = [
  ['GOOD', {}, undefined],
  ['CHECK CONDITION, with the driver marking sense', { status: 2, driverStatus: 8 }, undefined],
  ['CHECK CONDITION, whatever the adapter adds', { status: 2, hostStatus: 7 }, undefined],
  ['sense marked by the driver alone', { driverStatus: 8 }, undefined],
  ['suggestion bits alone', { driverStatus: 0x10 }, undefined],
  ['no connect', { hostStatus: 1 }, 'DRIVE_NO_ANSWER'],
  ['bus busy', { hostStatus: 2 }, 'DRIVE_BUSY'],
  ['time-out', { hostStatus: 3 }, 'DRIVE_NO_ANSWER'],
  ['bad target', { hostStatus: 4 }, 'DRIVE_NO_ANSWER'],
  ['aborted', { hostStatus: 5 }, 'DRIVE_COMMAND_ABORTED'],
  ['parity', { hostStatus: 6 }, 'DRIVE_COMMAND_ABORTED'],
  ['adapter error', { hostStatus: 7 }, 'DRIVE_NO_ANSWER'],
  ['reset', { hostStatus: 8 }, 'DRIVE_STATE_LOST'],
  ['soft error', { hostStatus: 11 }, 'DRIVE_COMMAND_ABORTED'],
  ['transport disrupted', { hostStatus: 14 }, 'DRIVE_NO_ANSWER'],
  ['unassigned host status', { hostStatus: 0x55 }, 'DRIVE_NO_ANSWER'],
  ['driver time-out', { driverStatus: 6 }, 'DRIVE_NO_ANSWER'],
];

for (const [name, outcome, condition] of outcomes) {
  test(`SG_IO outcome: ${name} is ${condition ?? 'an answer'}`, () => {
    assert.equal(fromSgOutcome({ ...good, ...outcome }, '/dev/sg3')?.condition, condition);
  });
}

const errnos: readonly (readonly [string, ConditionName])[] = [
  ['ENOENT', 'DRIVE_NOT_FOUND'],
  ['ENXIO', 'DRIVE_NOT_FOUND'],
  ['ENODEV', 'DRIVE_NOT_FOUND'],
  ['ENOTTY', 'DRIVE_NOT_FOUND'],
  ['EISDIR', 'DRIVE_NOT_FOUND'],
  ['ENOTDIR', 'DRIVE_NOT_FOUND'],
  ['ELOOP', 'DRIVE_NOT_FOUND'],
  ['EACCES', 'DRIVE_ACCESS_DENIED'],
  ['EPERM', 'DRIVE_ACCESS_DENIED'],
  ['EROFS', 'DRIVE_ACCESS_DENIED'],
  ['EBUSY', 'DRIVE_IN_USE'],
  ['EIO', 'DRIVE_NO_ANSWER'],
  ['ETIMEDOUT', 'DRIVE_NO_ANSWER'],
  ['EINVAL', 'SCSI_REQUEST_REFUSED'],
  ['ENOMEM', 'SCSI_REQUEST_REFUSED'],
  ['E2BIG', 'SCSI_REQUEST_REFUSED'],
  ['EFAULT', 'SCSI_REQUEST_REFUSED'],
  ['EMFILE', 'DRIVE_NO_ANSWER'],
];

for (const [errno, condition] of errnos) {
  test(`${errno} of a SCSI device is ${condition}`, () => {
    const error = fromSgErrno(errno, '/dev/nst0');
    assert.equal(error.condition, condition);
    assert.deepEqual(error.details, { device: '/dev/nst0', errno });
  });
}
