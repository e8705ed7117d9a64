import { conditionsOf } from '../condition.ts';

/** What a request or one of its jobs can be blamed for. */
export const jobConditions = conditionsOf('job', {
  JOB_CHECKSUM_MISMATCH: {
    code: 'J101',
    severity: 'error',
    retryable: false,
    title: 'Checksum of the data differs from the one that the request gave',
    effect: 'Nothing of the file stays on tape; the job fails.',
    remedy: 'Compare the file at its source with its checksum; submit the request again.',
    since: '0.1.0',
  },
  JOB_SIZE_MISMATCH: {
    code: 'J102',
    severity: 'error',
    retryable: false,
    title: 'Size of the file differs from the one that the request gave',
    effect: 'Nothing of the file stays on tape; the job fails.',
    remedy: 'Compare the file at its source with the request; submit the request again.',
    since: '0.1.0',
  },
  JOB_FILE_EMPTY: {
    code: 'J103',
    severity: 'error',
    retryable: false,
    title: 'An empty file cannot be archived',
    effect: 'The job fails; nothing is written to tape.',
    remedy: 'Keep empty files in the namespace of the disk system only.',
    since: '0.1.0',
  },
  JOB_FILE_TOO_LARGE: {
    code: 'J104',
    severity: 'info',
    retryable: false,
    title: 'File is larger than its virtual organization may archive',
    effect: 'The file is refused; the other files of the request go on.',
    remedy: 'Split the file, or raise the limit: cta-admin virtualorganization ch --maxfilesize.',
    since: '0.1.0',
  },
  FILE_DIFFERS_FROM_CATALOGUE: {
    code: 'J201',
    severity: 'critical',
    retryable: false,
    title: 'File has another size or checksum than a copy of it that the Catalogue has',
    effect: 'This copy is not recorded; the other files of its batch are.',
    remedy: 'Compare the file with the copy that is recorded; one of them is not what was asked to be archived.',
    since: '0.1.0',
  },
});
