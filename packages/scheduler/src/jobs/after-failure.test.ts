import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conditions } from '@cta/conditions';
import {
  type AfterFailure,
  afterFailure,
  archiveRetries,
  blameForArchive,
  blameForRetrieve,
  retrieveRetries,
} from './after-failure.ts';

const never = { total: 0, withinMount: 0, lastMount: null };

function lifeOf(mounts: readonly bigint[], limits: typeof archiveRetries): readonly AfterFailure['fate'][] {
  let past: Parameters<typeof afterFailure>[0] = never;
  return mounts.map((mount) => {
    const after = afterFailure(past, mount, 'chance', limits);
    past = { ...after, lastMount: mount };
    return after.fate;
  });
}

describe('A job that fails', () => {
  test('to be archived is tried twice, in the same mount or not', () => {
    assert.deepEqual(lifeOf([7n, 7n], archiveRetries), ['retry-in-mount', 'failed']);
    assert.deepEqual(lifeOf([7n, 8n], archiveRetries), ['retry-in-mount', 'failed']);
  });

  test('to be retrieved is tried six times, at most three times a mount', () => {
    assert.deepEqual(lifeOf([7n, 7n, 7n, 8n, 8n, 8n], retrieveRetries), [
      'retry-in-mount',
      'retry-in-mount',
      'leave-mount',
      'retry-in-mount',
      'retry-in-mount',
      'failed',
    ]);
  });

  test('begins to count anew in another mount', () => {
    assert.deepEqual(afterFailure({ total: 2, withinMount: 2, lastMount: 7n }, 8n, 'chance', retrieveRetries), {
      fate: 'retry-in-mount',
      total: 3,
      withinMount: 1,
    });
  });

  test('for good fails at once', () => {
    assert.equal(afterFailure(never, 7n, 'request', retrieveRetries).fate, 'failed');
  });

  test('because of its mount leaves it, and counts', () => {
    assert.deepEqual(afterFailure(never, 7n, 'mount', retrieveRetries), {
      fate: 'leave-mount',
      total: 1,
      withinMount: 0,
    });
  });
});

describe('What a failure is blamed on', () => {
  const { DISK_FILE_NOT_FOUND, JOB_CHECKSUM_MISMATCH, MEDIUM_WRITE_ERROR, DRIVE_HARDWARE_ERROR } = conditions;

  test('when archiving', () => {
    assert.equal(blameForArchive(DISK_FILE_NOT_FOUND.code), 'request');
    assert.equal(blameForArchive(JOB_CHECKSUM_MISMATCH.code), 'request');
    assert.equal(blameForArchive(MEDIUM_WRITE_ERROR.code), 'chance');
    assert.equal(blameForArchive(DRIVE_HARDWARE_ERROR.code), 'mount');
    assert.equal(blameForArchive('X999'), 'chance');
  });

  test('when retrieving: a bad copy only where there is no other', () => {
    assert.equal(blameForRetrieve(JOB_CHECKSUM_MISMATCH.code, 1), 'request');
    assert.equal(blameForRetrieve(JOB_CHECKSUM_MISMATCH.code, 2), 'mount');
    assert.equal(blameForRetrieve(DISK_FILE_NOT_FOUND.code, 2), 'request');
    assert.equal(blameForRetrieve('X999', 2), 'chance');
  });
});
