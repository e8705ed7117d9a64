import { conditionsOf } from '../condition.ts';

/** What our own services and their configuration can be blamed for. */
export const serviceConditions = conditionsOf('service', {
  UNFORESEEN_ERROR: {
    code: 'S001',
    severity: 'error',
    retryable: true,
    title: 'Unforeseen error, a fault of this program',
    effect: 'The operation ends; a full report is in the log.',
    remedy: 'Report it to the developers, with the log.',
    since: '0.1.0',
  },
  TAPE_PROTECTION_UNAVAILABLE: {
    code: 'S201',
    severity: 'error',
    retryable: false,
    title: 'Tape needs logical block protection, which this drive lacks or the configuration forbids',
    effect: 'The mount ends before anything is written; its jobs are queued again.',
    remedy: 'Allow protection in the configuration, or put the tape into the logical library of drives that have it.',
    since: '0.1.0',
  },
  SCSI_REQUEST_REFUSED: {
    code: 'S301',
    severity: 'error',
    retryable: false,
    title: 'Operating system refuses a SCSI command of this size or form',
    effect: 'The operation ends.',
    remedy: "Check the adapter's longest transfer against the block size; report it.",
    since: '0.1.0',
  },
  SERVICE_RESOURCES_EXHAUSTED: {
    code: 'S002',
    severity: 'error',
    retryable: true,
    title: 'Operating system has no more memory or open files for this service',
    effect: 'The operation ends and is tried again.',
    remedy: 'Raise LimitNOFILE or the memory limit of the unit; report it if it grows with time.',
    since: '0.1.0',
  },
});
