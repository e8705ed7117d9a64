import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { testDatabase } from '@cta/testing';
import { failJobs } from '../jobs/fail-jobs.ts';
import { requeueJobs } from '../jobs/requeue-jobs.ts';
import { endMount } from '../mounts/end-mount.ts';
import type { Mount } from '../mounts/mount.ts';
import { archiveQueues } from '../queues/queue-summaries.ts';
import { claimReports } from '../reports/claim-reports.ts';
import { failedRequests } from '../requests/failed-requests.ts';
import { requestProgress } from '../requests/request-progress.ts';
import { archiveRequest, mountOf, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { queueArchive } from './queue-archive.ts';
import { reportArchived, settleArchived } from './report-archived.ts';
import { type ArchiveJob, takeArchiveJobs } from './take-archive-jobs.ts';

const { db } = await testDatabase(schedulerTemplate);
const plenty = { maxFiles: 1_000, maxBytes: 1e15 };
const chance = { code: 'M102', text: 'medium error' };

let vidNumber = 0;

/** A live mount on a pool of its own, so that no test sees another's jobs. */
async function freshMount(): Promise<Mount> {
  vidNumber += 1;
  return mountOf(db, tape(`V${vidNumber}`, { tapePool: `pool ${vidNumber}` }));
}

function fileIds(jobs: readonly ArchiveJob[]): readonly number[] {
  return jobs.map(({ archiveFileId }) => Number(archiveFileId));
}

function jobIds(jobs: readonly ArchiveJob[]): readonly ArchiveJob['jobId'][] {
  return jobs.map(({ jobId }) => jobId);
}

function policy(archivePriority: number): { mountPolicy: ReturnType<typeof archiveRequest>['mountPolicy'] } {
  return { mountPolicy: { name: 'policy', archivePriority, archiveMinRequestAge: 60 } };
}

describe('Taking archive jobs', () => {
  let mount: Mount;
  const inPool = (id: number, changes: Parameters<typeof archiveRequest>[1] = {}): ReturnType<typeof archiveRequest> =>
    archiveRequest(id, { copies: [{ copyNb: 1, tapePool: mount.tapePool }], ...changes });
  before(async () => {
    mount = await freshMount();
  });

  test('goes by priority, then by age', async () => {
    await queueArchive(db, [inPool(1), inPool(2), inPool(3, policy(2)), inPool(4, policy(2))]);
    assert.deepEqual(fileIds(await takeArchiveJobs(db, mount, { maxFiles: 3, maxBytes: 1e15 })), [3, 4, 1]);
    assert.deepEqual(fileIds(await takeArchiveJobs(db, mount, plenty)), [2]);
    assert.deepEqual(await takeArchiveJobs(db, mount, plenty), []);
  });

  test('takes as many bytes as asked for, and one file however large', async () => {
    await queueArchive(db, [inPool(1, { sizeBytes: 600 }), inPool(2, { sizeBytes: 400 }), inPool(3, { sizeBytes: 1 })]);
    const limit = { maxFiles: 10, maxBytes: 1_000 };
    assert.deepEqual(fileIds(await takeArchiveJobs(db, mount, limit)), [1, 2]);
    await queueArchive(db, [inPool(4, { sizeBytes: 5_000, ...policy(9) })]);
    assert.deepEqual(fileIds(await takeArchiveJobs(db, mount, limit)), [4]);
    assert.deepEqual(fileIds(await takeArchiveJobs(db, mount, limit)), [3]);
  });

  test('gives all that was asked for', async () => {
    const request = inPool(1, { adler32: 0xfedc_ba98 });
    const [requestId] = await queueArchive(db, [request]);
    const [job] = await takeArchiveJobs(db, mount, plenty);
    assert.ok(job !== undefined);
    assert.deepEqual(job, {
      jobId: job.jobId,
      requestId,
      copyNb: 1,
      archiveFileId: request.archiveFileId,
      sizeBytes: request.sizeBytes,
      adler32: 0xfedc_ba98,
      storageClass: request.storageClass,
      sourceUrl: request.sourceUrl,
      diskFile: request.diskFile,
    });
  });

  test('by several mounts at once gives each job to one of them', async () => {
    await queueArchive(
      db,
      Array.from({ length: 500 }, (_, index) => inPool(index + 1)),
    );
    const mounts = await Promise.all(
      Array.from({ length: 4 }, (_, index) => mountOf(db, tape(`PARALLEL${index}`, { tapePool: mount.tapePool }))),
    );
    const taken: number[] = [];
    await Promise.all(
      mounts.map(async (each) => {
        for (;;) {
          const jobs = await takeArchiveJobs(db, each, { maxFiles: 30, maxBytes: 1e15 });
          if (jobs.length === 0) return;
          taken.push(...fileIds(jobs));
        }
      }),
    );
    assert.deepEqual(
      taken.toSorted((a, b) => a - b),
      Array.from({ length: 500 }, (_, index) => index + 1),
    );
  });

  test('is over once the mount has ended', async () => {
    const ended = await freshMount();
    await endMount(db, ended.mountId);
    await assert.rejects(takeArchiveJobs(db, ended, plenty), (error) => isCondition(error, 'MOUNT_ENDED'));
  });
});

describe('Queueing archive requests', () => {
  test('refuses an empty file, and with it the whole batch', async () => {
    const batch = [archiveRequest(1), archiveRequest(2, { sizeBytes: 0 })];
    await assert.rejects(queueArchive(db, batch), (error) => isCondition(error, 'JOB_FILE_EMPTY'));
    assert.equal(
      (await archiveQueues(db)).find(({ tapePool }) => tapePool === 'pool'),
      undefined,
    );
  });

  test('refuses a request without copies, or with one twice', async () => {
    const copy = { copyNb: 1, tapePool: 'pool' };
    for (const copies of [[], [copy, copy]]) {
      await assert.rejects(queueArchive(db, [archiveRequest(1, { copies })]), (error) =>
        isCondition(error, 'VALUE_INVALID'),
      );
    }
  });

  test('takes paths and priorities as large as anybody has them', async () => {
    const mount = await freshMount();
    const long = `file:///${'x'.repeat(4_000)}`;
    const request = archiveRequest(1, {
      sourceUrl: long,
      ...policy(1_000_000),
      copies: [{ copyNb: 1, tapePool: mount.tapePool }],
    });
    await queueArchive(db, [request]);
    const [job] = await takeArchiveJobs(db, mount, plenty);
    assert.equal(job?.sourceUrl, long);
  });

  test('gives the numbers in the order of the requests', async () => {
    const requests = Array.from({ length: 6_000 }, (_, index) => archiveRequest(index + 1, { requestGroup: 'order' }));
    const ids = await queueArchive(db, requests);
    const rows = await db.query<{ archive_request_id: bigint }>(
      sql`SELECT archive_request_id FROM archive_request WHERE request_group = 'order' ORDER BY archive_file_id`,
    );
    assert.deepEqual(
      ids,
      rows.map((row) => row.archive_request_id),
    );
    assert.deepEqual(await requestProgress(db, { requestGroup: 'order' }), {
      queued: 6_000,
      active: 0,
      done: 0,
      failed: 0,
    });
  });
});

describe('A request of two copies', () => {
  /** Two mounts, and one request with a copy for the pool of each. */
  async function twoCopies(changes: Parameters<typeof archiveRequest>[1] = {}) {
    const [one, two] = [await freshMount(), await freshMount()];
    const copies = [one, two].map(({ tapePool }, index) => ({ copyNb: index + 1, tapePool }));
    const ids = await queueArchive(db, [archiveRequest(1, { copies, ...changes })]);
    return { one, two, selection: { archiveRequestIds: ids }, requestId: ids[0] };
  }

  async function dueReports(requestId: bigint | undefined): Promise<readonly boolean[]> {
    const reports = await claimReports(db, { kind: 'archive', batch: 1_000 });
    return reports.filter((report) => report.requestId === requestId).map(({ outcome }) => outcome.success);
  }

  test('is reported once, when both are safe', async () => {
    const { one, two, selection, requestId } = await twoCopies();
    const first = jobIds(await takeArchiveJobs(db, one, plenty));
    assert.deepEqual(await requestProgress(db, selection), { queued: 0, active: 1, done: 0, failed: 0 });
    assert.equal(await reportArchived(db, one.mountId, first), 1);
    assert.deepEqual(await dueReports(requestId), []);
    const second = jobIds(await takeArchiveJobs(db, two, plenty));
    assert.equal(await reportArchived(db, two.mountId, second), 1);
    assert.deepEqual(await requestProgress(db, selection), { queued: 0, active: 0, done: 1, failed: 0 });
    assert.deepEqual(await dueReports(requestId), [true]);
    assert.deepEqual(await dueReports(requestId), []);
  });

  test('is settled exactly once when both mounts tell at the same time', async () => {
    const [one, two] = [await freshMount(), await freshMount()];
    const copies = [one, two].map(({ tapePool }, index) => ({ copyNb: index + 1, tapePool }));
    const ids = await queueArchive(
      db,
      Array.from({ length: 200 }, (_, index) => archiveRequest(index + 1, { copies })),
    );
    const first = jobIds(await takeArchiveJobs(db, one, plenty));
    const second = jobIds(await takeArchiveJobs(db, two, plenty));
    await Promise.all([reportArchived(db, one.mountId, first), reportArchived(db, two.mountId, second.toReversed())]);
    assert.deepEqual(await requestProgress(db, { archiveRequestIds: ids }), {
      queued: 0,
      active: 0,
      done: 200,
      failed: 0,
    });
  });

  test('needs no report where no URL is given', async () => {
    const withoutUrls = archiveRequest(1);
    const { reportUrl: _, errorReportUrl: __, ...silent } = withoutUrls;
    const mount = await freshMount();
    const ids = await queueArchive(db, [{ ...silent, copies: [{ copyNb: 1, tapePool: mount.tapePool }] }]);
    await reportArchived(db, mount.mountId, jobIds(await takeArchiveJobs(db, mount, plenty)));
    const rows = await db.query(
      sql`SELECT status FROM archive_request WHERE archive_request_id = ANY (${ids}::bigint[])`,
    );
    assert.deepEqual(rows, [{ status: 'AJS_Complete' }]);
  });

  test('fails when one of them does, and the one not begun is given up', async () => {
    const { one, two, selection, requestId } = await twoCopies();
    const [job] = await takeArchiveJobs(db, one, plenty);
    assert.ok(job !== undefined);
    const gone = { jobId: job.jobId, code: 'F101', text: 'no such file' };
    assert.deepEqual(await failJobs(db, one.mountId, [gone]), { failed: 1, retriedInMount: 0, requeued: 0 });
    assert.deepEqual(await takeArchiveJobs(db, two, plenty), []);
    assert.deepEqual(await requestProgress(db, selection), { queued: 0, active: 0, done: 0, failed: 1 });
    assert.deepEqual(await dueReports(requestId), [false]);
  });

  test('that failed waits with its report for the copy that is being written', async () => {
    const { one, two, requestId } = await twoCopies();
    const [failing] = await takeArchiveJobs(db, one, plenty);
    const writing = jobIds(await takeArchiveJobs(db, two, plenty));
    assert.ok(failing !== undefined);
    await failJobs(db, one.mountId, [{ jobId: failing.jobId, code: 'F101', text: 'no such file' }]);
    assert.deepEqual(await dueReports(requestId), []);
    await reportArchived(db, two.mountId, writing);
    assert.deepEqual(await dueReports(requestId), [false]);
  });
});

describe('What a mount tells of its jobs', () => {
  test('may be told twice', async () => {
    const mount = await freshMount();
    const copies = [{ copyNb: 1, tapePool: mount.tapePool }];
    await queueArchive(db, [archiveRequest(1, { copies }), archiveRequest(2, { copies })]);
    const [done, back] = jobIds(await takeArchiveJobs(db, mount, plenty));
    assert.ok(done !== undefined && back !== undefined);
    assert.equal(await settleArchived(db, mount.mountId, [done]), 1);
    assert.equal(await settleArchived(db, mount.mountId, [done]), 0);
    assert.equal(await requeueJobs(db, mount.mountId, [back]), 1);
    assert.equal(await requeueJobs(db, mount.mountId, 'all'), 0);
  });

  test('changes nothing once the jobs are another mount’s', async () => {
    const late = await freshMount();
    const copies = [{ copyNb: 1, tapePool: late.tapePool }];
    await queueArchive(db, [archiveRequest(1, { copies })]);
    const ids = jobIds(await takeArchiveJobs(db, late, plenty));
    assert.deepEqual(await endMount(db, late.mountId), { ended: true, requeued: 1 });
    assert.deepEqual(await endMount(db, late.mountId), { ended: false, requeued: 0 });
    const next = await mountOf(db, tape('NEXT', { tapePool: late.tapePool }));
    assert.deepEqual(jobIds(await takeArchiveJobs(db, next, plenty)), ids);
    const failures = ids.map((jobId) => ({ jobId, ...chance }));
    assert.equal(await reportArchived(db, late.mountId, ids), 0);
    assert.equal(await requeueJobs(db, late.mountId, ids), 0);
    assert.deepEqual(await failJobs(db, late.mountId, failures), { failed: 0, retriedInMount: 0, requeued: 0 });
    assert.equal(await reportArchived(db, next.mountId, ids), 1);
  });
});

describe('An archive job that fails', () => {
  test('is tried once more in the same mount, before what is queued, and then fails with all its history', async () => {
    const mount = await freshMount();
    const other = await mountOf(db, tape('OTHER', { tapePool: mount.tapePool }));
    const copies = [{ copyNb: 1, tapePool: mount.tapePool }];
    await queueArchive(db, [archiveRequest(1, { copies }), archiveRequest(2, { copies, ...policy(9) })]);
    const [, low] = await takeArchiveJobs(db, mount, plenty);
    assert.ok(low !== undefined);
    await queueArchive(db, [archiveRequest(3, { copies, ...policy(9) })]);
    const failure = [{ jobId: low.jobId, ...chance }];
    assert.deepEqual(await failJobs(db, mount.mountId, failure), { failed: 0, retriedInMount: 1, requeued: 0 });
    assert.deepEqual(await failJobs(db, mount.mountId, failure), { failed: 0, retriedInMount: 0, requeued: 0 });
    assert.deepEqual(fileIds(await takeArchiveJobs(db, other, { maxFiles: 1, maxBytes: 1 })), [3]);
    assert.deepEqual(fileIds(await takeArchiveJobs(db, mount, plenty)), [1]);
    assert.deepEqual(await failJobs(db, mount.mountId, failure), { failed: 1, retriedInMount: 0, requeued: 0 });
    const [row] = await db.query<{ status: string; failure_code: string; failure_log: string }>(
      sql`SELECT status, failure_code, failure_log FROM archive_request WHERE archive_request_id = ${low.requestId}`,
    );
    assert.equal(row?.status, 'AJS_ToReportToUserForFailure');
    assert.equal(row.failure_code, 'M102');
    assert.match(row.failure_log, /^\S+ host M102 medium error\n\S+ host M102 medium error$/);
  });

  test('is listed among the failed requests, whether or not that was reported', async () => {
    const mount = await freshMount();
    const reported = archiveRequest(77, { copies: [{ copyNb: 1, tapePool: mount.tapePool }] });
    const { errorReportUrl: _, ...silent } = reported;
    await queueArchive(db, [reported, silent]);
    const jobs = await takeArchiveJobs(db, mount, plenty);
    await failJobs(
      db,
      mount.mountId,
      jobs.map(({ jobId }) => ({ jobId, code: 'F101', text: 'no such file' })),
    );
    const failed = (await failedRequests(db)).filter(({ archiveFileId }) => archiveFileId === 77n);
    assert.deepEqual(
      failed.map(({ step, code, text }) => [step, code, text]),
      Array.from({ length: 2 }, () => ['transfer', 'F101', 'no such file']),
    );
  });
});
