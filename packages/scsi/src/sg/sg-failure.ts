import { ConditionError, type ConditionName } from '@cta/conditions';
import type { SgOutcome } from './sg-io-header.ts';

const driverMask = 0x0f;
const driverSense = 0x08;

/** What the host adapter says in host_status (linux/include/scsi/scsi_status.h: DID_…). */
const hostStatuses: ReadonlyMap<number, readonly [string, ConditionName]> = new Map([
  [0x01, ['no connect', 'DRIVE_NO_ANSWER']],
  [0x02, ['bus busy', 'DRIVE_BUSY']],
  [0x03, ['time-out', 'DRIVE_NO_ANSWER']],
  [0x04, ['bad target', 'DRIVE_NO_ANSWER']],
  [0x05, ['aborted', 'DRIVE_COMMAND_ABORTED']],
  [0x06, ['parity error', 'DRIVE_COMMAND_ABORTED']],
  [0x07, ['internal error of the adapter', 'DRIVE_NO_ANSWER']],
  [0x08, ['bus or device reset', 'DRIVE_STATE_LOST']],
  [0x09, ['unexpected interrupt', 'DRIVE_NO_ANSWER']],
  [0x0a, ['passed through', 'DRIVE_NO_ANSWER']],
  [0x0b, ['soft error', 'DRIVE_COMMAND_ABORTED']],
  [0x0c, ['immediate retry asked for', 'DRIVE_COMMAND_ABORTED']],
  [0x0d, ['requeue asked for', 'DRIVE_COMMAND_ABORTED']],
  [0x0e, ['transport disrupted', 'DRIVE_NO_ANSWER']],
  [0x0f, ['transport failed fast', 'DRIVE_NO_ANSWER']],
  [0x14, ['transport is marginal', 'DRIVE_NO_ANSWER']],
]);

/**
 * What an SG_IO call without a usable SCSI status means; undefined where the device has answered. The SCSI status goes
 * first: with one that is not GOOD, what host and driver add to it does not matter (scsi: SG_IO envelope).
 */
export function fromSgOutcome(outcome: SgOutcome, path: string): ConditionError | undefined {
  const { status, hostStatus, driverStatus } = outcome;
  if (status !== 0) return undefined;
  const driver = driverStatus & driverMask;
  if (hostStatus === 0 && (driver === 0 || driver === driverSense)) return undefined;
  const [text, condition] = hostStatuses.get(hostStatus) ?? ['no answer', 'DRIVE_NO_ANSWER' as const];
  return new ConditionError(condition, {
    message: `${path}: ${text}`,
    details: { device: path, host_status: hostStatus, driver_status: driverStatus },
  });
}

const errnos: Readonly<Record<string, ConditionName>> = {
  ENOENT: 'DRIVE_NOT_FOUND',
  ENOTDIR: 'DRIVE_NOT_FOUND',
  ELOOP: 'DRIVE_NOT_FOUND',
  EISDIR: 'DRIVE_NOT_FOUND',
  ENOTTY: 'DRIVE_NOT_FOUND',
  ENODEV: 'DRIVE_NOT_FOUND',
  ENXIO: 'DRIVE_NOT_FOUND',
  EACCES: 'DRIVE_ACCESS_DENIED',
  EPERM: 'DRIVE_ACCESS_DENIED',
  EROFS: 'DRIVE_ACCESS_DENIED',
  EBUSY: 'DRIVE_IN_USE',
  EIO: 'DRIVE_NO_ANSWER',
  ETIMEDOUT: 'DRIVE_NO_ANSWER',
  EINVAL: 'SCSI_REQUEST_REFUSED',
  ENOMEM: 'SCSI_REQUEST_REFUSED',
  E2BIG: 'SCSI_REQUEST_REFUSED',
  EFAULT: 'SCSI_REQUEST_REFUSED',
};

/** What an errno of open(2) or ioctl(2) on a SCSI device file means. */
export function fromSgErrno(errno: string, path: string, cause?: unknown): ConditionError {
  return new ConditionError(errnos[errno] ?? 'DRIVE_NO_ANSWER', {
    message: `${path}: ${errno}`,
    details: { device: path, errno },
    ...(cause !== undefined && { cause }),
  });
}
