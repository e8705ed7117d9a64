import { conditionsOf } from '../condition.ts';

/** What a disk system or a file on it can be blamed for. */
export const diskConditions = conditionsOf('disk', {
  DISK_FILE_NOT_FOUND: {
    code: 'F101',
    severity: 'error',
    retryable: false,
    title: 'File does not exist',
    effect: 'The job fails.',
    remedy: 'Ask the owner of the file; submit the request again.',
    since: '0.1.0',
  },
});
