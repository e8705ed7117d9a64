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
});
