import { conditionsOf } from '../condition.ts';

/** What a cartridge and what is written on it can be blamed for. */
export const mediumConditions = conditionsOf('medium', {
  MEDIUM_READ_ERROR: {
    code: 'M101',
    severity: 'error',
    retryable: true,
    title: 'Medium cannot be read',
    effect: 'The job fails or is tried again; a tape that fails in two drives is disabled.',
    remedy: 'Try the tape in another drive; repack it if it can still be read there.',
    since: '0.1.0',
  },
  MEDIUM_WRITE_ERROR: {
    code: 'M102',
    severity: 'error',
    retryable: true,
    title: 'Medium cannot be written',
    effect: 'The session ends; nothing since the last flush is reported, and its jobs are queued again.',
    remedy: 'Try the tape in another drive; if it fails there too, repack it.',
    since: '0.1.0',
  },
  MEDIUM_WRITE_PROTECTED: {
    code: 'M103',
    severity: 'error',
    retryable: false,
    title: 'Cartridge is write-protected',
    effect: 'The mount ends, the tape is disabled, its jobs are queued again.',
    remedy: 'Move the switch of the cartridge; set the tape ACTIVE again.',
    since: '0.1.0',
  },
  MEDIUM_NOT_PRESENT: {
    code: 'M104',
    severity: 'error',
    retryable: false,
    title: 'No cartridge in the drive',
    effect: 'The operation ends.',
    remedy: 'Check in the library where the cartridge is.',
    since: '0.1.0',
  },
  MEDIUM_FULL: {
    code: 'M105',
    severity: 'info',
    retryable: false,
    title: 'Tape is full',
    effect: 'What is complete on tape is reported; the tape is marked full; the rest goes to the next one.',
    remedy: 'None.',
    since: '0.1.0',
  },
});
