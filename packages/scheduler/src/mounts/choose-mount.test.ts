import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DriveName, type MountId, Vid } from '@cta/catalogue';
import type { LabelRequestId } from '../identifiers.ts';
import type { ArchiveQueue, QueueSummary, RetrieveQueue } from '../queues/queue-summary.ts';
import { tape } from '../testing/examples.ts';
import { chooseMount } from './choose-mount.ts';
import type { LiveMount, MountType } from './mount.ts';
import type { MountSnapshot } from './mount-snapshot.ts';

const now = 1_000_000;

/** A queue of one job, old enough for a mount. */
const oneJob: QueueSummary = {
  jobs: 1,
  bytes: 1n,
  oldestStartTime: now - 61,
  priority: 1,
  minRequestAge: 60,
  policies: [{ name: 'policy', jobs: 1, bytes: 1n, priority: 1, minRequestAge: 60 }],
};

const toPool = (tapePool: string, changes: Partial<QueueSummary> = {}): ArchiveQueue => ({
  tapePool,
  ...oneJob,
  ...changes,
});
const fromTape = (vid: string, changes: Partial<QueueSummary> = {}): RetrieveQueue => ({
  vid: Vid(vid),
  ...oneJob,
  ...changes,
});

function mounted(vid: string, type: MountType, changes: Partial<LiveMount> = {}): LiveMount {
  return {
    mountId: 1n as MountId,
    type,
    driveName: DriveName(`drive of ${vid}`),
    host: 'host',
    logicalLibrary: 'library',
    vid: Vid(vid),
    tapePool: 'pool',
    vo: 'vo',
    startTime: now,
    lastUpdateTime: now,
    ...changes,
  };
}

function snapshot(changes: Partial<MountSnapshot>): MountSnapshot {
  return {
    now,
    driveName: DriveName('drive'),
    criteria: { minBytes: 1_000, minFiles: 10 },
    labels: [],
    archiveQueues: [],
    retrieveQueues: [],
    policies: new Map(),
    writableTapes: [tape('W1'), tape('W2'), tape('X1', { tapePool: 'other' })],
    readableTapes: new Map(['R1', 'R2', 'W1'].map((vid) => [Vid(vid), tape(vid)])),
    mounts: [],
    ...changes,
  };
}

function chosen(changes: Partial<MountSnapshot>): string {
  const choice = chooseMount(snapshot(changes));
  return choice === undefined ? 'none' : `${choice.purpose.type} ${choice.tape.vid}`;
}

describe('A queue gets a mount', () => {
  test('when it is old enough, or holds enough files or bytes', () => {
    const young = { oldestStartTime: now - 60 };
    assert.equal(chosen({ archiveQueues: [toPool('pool')] }), 'ARCHIVE_FOR_USER W1');
    assert.equal(chosen({ archiveQueues: [toPool('pool', young)] }), 'none');
    assert.equal(chosen({ archiveQueues: [toPool('pool', { ...young, jobs: 10 })] }), 'ARCHIVE_FOR_USER W1');
    assert.equal(chosen({ archiveQueues: [toPool('pool', { ...young, jobs: 9, bytes: 999n })] }), 'none');
    assert.equal(chosen({ retrieveQueues: [fromTape('R1', { ...young, bytes: 1_000n })] }), 'RETRIEVE R1');
  });

  test('beside those that its pool has only when it holds enough for each', () => {
    const mounts = [mounted('W1', 'ARCHIVE_FOR_USER')];
    assert.equal(chosen({ mounts, archiveQueues: [toPool('pool')] }), 'none', 'age does not count');
    assert.equal(chosen({ mounts, archiveQueues: [toPool('pool', { bytes: 1_999n })] }), 'none');
    assert.equal(chosen({ mounts, archiveQueues: [toPool('pool', { bytes: 2_000n })] }), 'ARCHIVE_FOR_USER W2');
    assert.equal(chosen({ mounts, archiveQueues: [toPool('other')] }), 'ARCHIVE_FOR_USER X1');
  });

  test('by the policy as it is now, not as it was when the jobs were queued', () => {
    const policy = { archivePriority: 5, archiveMinRequestAge: 3_600, retrievePriority: 1, retrieveMinRequestAge: 1 };
    const policies = new Map([['policy', policy]]);
    assert.equal(chosen({ policies, archiveQueues: [toPool('pool')] }), 'none');
    assert.equal(chosen({ policies, retrieveQueues: [fromTape('R1')] }), 'RETRIEVE R1');
  });

  test('within the quota of its virtual organization, which counts reading and writing apart', () => {
    const limited = tape('L1', { readMaxDrives: 1, writeMaxDrives: 0 });
    const tapes = { writableTapes: [limited], readableTapes: new Map([[limited.vid, limited]]) };
    const retrieveQueues = [fromTape('L1')];
    assert.equal(chosen({ ...tapes, archiveQueues: [toPool('pool')] }), 'none');
    assert.equal(chosen({ ...tapes, retrieveQueues }), 'RETRIEVE L1');
    assert.equal(chosen({ ...tapes, retrieveQueues, mounts: [mounted('R2', 'RETRIEVE')] }), 'none');
    assert.equal(chosen({ ...tapes, retrieveQueues, mounts: [mounted('R2', 'ARCHIVE_FOR_USER')] }), 'RETRIEVE L1');
    const elsewhere = [mounted('R2', 'RETRIEVE', { vo: 'another' })];
    assert.equal(chosen({ ...tapes, retrieveQueues, mounts: elsewhere }), 'RETRIEVE L1');
  });

  test('with a tape that no drive has, and that the library has', () => {
    assert.equal(
      chosen({ archiveQueues: [toPool('pool')], mounts: [mounted('W1', 'RETRIEVE')] }),
      'ARCHIVE_FOR_USER W2',
    );
    assert.equal(chosen({ retrieveQueues: [fromTape('W1')], mounts: [mounted('W1', 'ARCHIVE_FOR_USER')] }), 'none');
    assert.equal(chosen({ retrieveQueues: [fromTape('ELSEWHERE')] }), 'none');
    assert.equal(chosen({ archiveQueues: [toPool('without tapes')], retrieveQueues: [fromTape('R1')] }), 'RETRIEVE R1');
  });
});

describe('Of several queues', () => {
  test('the highest priority comes first, then archiving, then the oldest, then the first name', () => {
    const retrieveQueues = [fromTape('R2'), fromTape('R1')];
    assert.equal(chosen({ retrieveQueues }), 'RETRIEVE R1');
    assert.equal(
      chosen({ retrieveQueues: [...retrieveQueues, fromTape('W1', { oldestStartTime: 1 })] }),
      'RETRIEVE W1',
    );
    assert.equal(chosen({ retrieveQueues, archiveQueues: [toPool('pool')] }), 'ARCHIVE_FOR_USER W1');
    const urgent = fromTape('R2', { priority: 2 });
    assert.equal(chosen({ retrieveQueues: [fromTape('R1'), urgent], archiveQueues: [toPool('pool')] }), 'RETRIEVE R2');
  });

  test('one that no drive serves comes before an older one that has a drive', () => {
    const mounts = [mounted('W1', 'ARCHIVE_FOR_USER')];
    const archiveQueues = [toPool('pool', { jobs: 100, oldestStartTime: now - 999 }), toPool('other')];
    assert.equal(chosen({ mounts, archiveQueues }), 'ARCHIVE_FOR_USER X1');
    assert.equal(chosen({ archiveQueues }), 'ARCHIVE_FOR_USER W1');
  });

  test('a label comes before all, unless its tape is in use', () => {
    const label = { labelRequestId: 1n as LabelRequestId, tape: tape('L1'), force: false, oldVid: undefined };
    const archiveQueues = [toPool('pool')];
    assert.equal(chosen({ labels: [label], archiveQueues }), 'LABEL L1');
    assert.equal(
      chosen({ labels: [label], archiveQueues, mounts: [mounted('L1', 'RETRIEVE')] }),
      'ARCHIVE_FOR_USER W1',
    );
  });
});
