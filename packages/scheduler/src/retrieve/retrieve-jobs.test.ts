import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { testDatabase } from '@cta/testing';
import { failJobs } from '../jobs/fail-jobs.ts';
import type { FailedJobs } from '../jobs/job-failure.ts';
import { endMount } from '../mounts/end-mount.ts';
import type { Mount } from '../mounts/mount.ts';
import { retrieveQueues } from '../queues/queue-summaries.ts';
import { claimReports } from '../reports/claim-reports.ts';
import { requestProgress } from '../requests/request-progress.ts';
import { copyOn, mountOf, retrieveRequest, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { queueRetrieve } from './queue-retrieve.ts';
import { reportRetrieved } from './report-retrieved.ts';
import { takeRetrieveJobs } from './take-retrieve-jobs.ts';

const { db } = await testDatabase(schedulerTemplate);
const plenty = { maxFiles: 1_000, maxBytes: 1e15 };

let vidNumber = 0;

function freshVid(): string {
  vidNumber += 1;
  return `V${String(vidNumber).padStart(5, '0')}`;
}

const mountFor = (vid: string): Promise<Mount> => mountOf(db, tape(vid), { type: 'RETRIEVE' });

async function queuedOn(vid: string): Promise<number> {
  return (await retrieveQueues(db)).find((queue) => queue.vid === vid)?.jobs ?? 0;
}

describe('Retrieve jobs', () => {
  test('are chosen by priority and age, and come in the order in which they lie on tape', async () => {
    const vid = freshVid();
    const at = (fSeq: number, priority: number) =>
      retrieveRequest(fSeq, {
        copies: [copyOn(vid, fSeq)],
        mountPolicy: { name: 'policy', retrievePriority: priority, retrieveMinRequestAge: 60 },
      });
    await queueRetrieve(db, [at(4, 1), at(1, 1), at(3, 2), at(2, 1)]);
    const mount = await mountFor(vid);
    const first = await takeRetrieveJobs(db, mount, { maxFiles: 3, maxBytes: 1e15 });
    assert.deepEqual(
      first.map(({ fSeq }) => fSeq),
      [1n, 3n, 4n],
    );
    const [last] = await takeRetrieveJobs(db, mount, plenty);
    assert.equal(last?.fSeq, 2n);
  });

  test('give all that was asked for', async () => {
    const vid = freshVid();
    const request = retrieveRequest(7, { copies: [copyOn(vid, 7, 2)], destinationUrl: null });
    const [requestId] = await queueRetrieve(db, [request]);
    const [job] = await takeRetrieveJobs(db, await mountFor(vid), plenty);
    assert.ok(job !== undefined);
    const { archiveFileId, sizeBytes, adler32, storageClass, diskFile } = request;
    const asked = { archiveFileId, sizeBytes, adler32, storageClass, diskFile, destinationUrl: null };
    const copy = { vid, copyNb: 2, fSeq: 7n, blockId: 70n };
    assert.deepEqual(job, { jobId: job.jobId, requestId, ...copy, ...asked });
  });

  test('that are asked for together stay together, on the tape that has most to do', async () => {
    const [one, two] = [freshVid(), freshVid()];
    await queueRetrieve(db, [retrieveRequest(1, { copies: [copyOn(two, 1)] })]);
    const both = Array.from({ length: 20 }, (_, index) =>
      retrieveRequest(index + 2, { copies: [copyOn(one, index + 2), copyOn(two, index + 2, 2)] }),
    );
    await queueRetrieve(db, both);
    assert.deepEqual([await queuedOn(one), await queuedOn(two)], [0, 21]);
  });

  test('are refused without a copy on a tape that may be read', async () => {
    const broken = copyOn(freshVid(), 1, 1, 'BROKEN');
    for (const copies of [[], [broken]]) {
      await assert.rejects(queueRetrieve(db, [retrieveRequest(1, { copies })]), (error) =>
        isCondition(error, 'VALUE_INVALID'),
      );
    }
    await assert.rejects(queueRetrieve(db, [retrieveRequest(1, { sizeBytes: 0 })]), (error) =>
      isCondition(error, 'JOB_FILE_EMPTY'),
    );
  });

  test('that are done may be told twice, and are reported once', async () => {
    const vid = freshVid();
    const ids = await queueRetrieve(db, [retrieveRequest(1, { copies: [copyOn(vid, 1)] })]);
    const mount = await mountFor(vid);
    const jobIds = (await takeRetrieveJobs(db, mount, plenty)).map(({ jobId }) => jobId);
    assert.deepEqual(await requestProgress(db, { retrieveRequestIds: ids }), {
      queued: 0,
      active: 1,
      done: 0,
      failed: 0,
    });
    assert.equal(await reportRetrieved(db, mount.mountId, jobIds), 1);
    assert.equal(await reportRetrieved(db, mount.mountId, jobIds), 0);
    assert.deepEqual(await requestProgress(db, { retrieveRequestIds: ids }), {
      queued: 0,
      active: 0,
      done: 1,
      failed: 0,
    });
    const reports = await claimReports(db, { kind: 'retrieve', batch: 1_000 });
    assert.deepEqual(
      reports.filter(({ requestId }) => requestId === ids[0]).map(({ outcome }) => outcome),
      [{ success: true }],
    );
  });
});

describe('A retrieve job that fails', () => {
  /** Mounts the tape, fails the job there once, and ends the mount where it leaves it. */
  async function failOn(mount: Mount, code: string): Promise<FailedJobs> {
    const [job] = await takeRetrieveJobs(db, mount, plenty);
    assert.ok(job !== undefined);
    return failJobs(db, mount.mountId, [{ jobId: job.jobId, code, text: 'why' }]);
  }

  test('is read three times from one copy, then from the next, and fails the sixth time', async () => {
    const [one, two] = [freshVid(), freshVid()];
    const copies = [copyOn(one, 5), copyOn(two, 6, 2, 'DISABLED')];
    const ids = await queueRetrieve(db, [retrieveRequest(1, { copies })]);
    const first = await mountFor(one);
    assert.equal((await failOn(first, 'M101')).retriedInMount, 1);
    assert.equal(await queuedOn(one), 0);
    assert.equal((await failOn(first, 'M101')).retriedInMount, 1);
    assert.equal((await failOn(first, 'M101')).requeued, 1);
    assert.deepEqual([await queuedOn(one), await queuedOn(two)], [0, 1]);
    const second = await mountFor(two);
    await failOn(second, 'M101');
    await failOn(second, 'M101');
    assert.equal((await failOn(second, 'M101')).failed, 1);
    assert.deepEqual(await requestProgress(db, { retrieveRequestIds: ids }), {
      queued: 0,
      active: 0,
      done: 0,
      failed: 1,
    });
  });

  test('for good goes on to its next copy at once, and fails where there is none', async () => {
    const [one, two] = [freshVid(), freshVid()];
    await queueRetrieve(db, [retrieveRequest(1, { copies: [copyOn(one, 5), copyOn(two, 6, 2, 'DISABLED')] })]);
    assert.equal((await failOn(await mountFor(one), 'J101')).requeued, 1);
    const [job] = await takeRetrieveJobs(db, await mountFor(two), plenty);
    assert.deepEqual([job?.copyNb, job?.fSeq, job?.blockId], [2, 6n, 60n]);
    const alone = freshVid();
    await queueRetrieve(db, [retrieveRequest(1, { copies: [copyOn(alone, 5)] })]);
    assert.equal((await failOn(await mountFor(alone), 'J101')).failed, 1);
  });

  test('and waits for its mount goes back to the queue when the mount ends', async () => {
    const vid = freshVid();
    await queueRetrieve(db, [retrieveRequest(1, { copies: [copyOn(vid, 5)] })]);
    const mount = await mountFor(vid);
    await failOn(mount, 'M101');
    assert.equal(await queuedOn(vid), 0);
    assert.deepEqual(await endMount(db, mount.mountId), { ended: true, requeued: 1 });
    assert.equal(await queuedOn(vid), 1);
  });
});
