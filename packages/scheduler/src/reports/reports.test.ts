import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { sql } from '@cta/database';
import { testDatabase } from '@cta/testing';
import { queueArchive } from '../archive/queue-archive.ts';
import { reportArchived } from '../archive/report-archived.ts';
import { takeArchiveJobs } from '../archive/take-archive-jobs.ts';
import type { ArchiveRequestId } from '../identifiers.ts';
import { failJobs } from '../jobs/fail-jobs.ts';
import { endMount } from '../mounts/end-mount.ts';
import { deleteFinished } from '../requests/delete-finished.ts';
import { failedRequests } from '../requests/failed-requests.ts';
import { requestProgress } from '../requests/request-progress.ts';
import { archiveRequest, mountOf, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { claimReports, releaseStaleReportClaims } from './claim-reports.ts';
import { reportsDelivered, reportsFailed } from './settle-reports.ts';

const { db } = await testDatabase(schedulerTemplate);
const all = { kind: 'archive', batch: 100 } as const;
const hourMs = 3_600_000;

let done: ArchiveRequestId | undefined;
let failed: ArchiveRequestId | undefined;

/** One request that is done and one that failed, both to be reported. */
async function twoOutcomes(): Promise<void> {
  [done, failed] = await queueArchive(db, [
    archiveRequest(1, { reportUrl: 'file:///done' }),
    archiveRequest(2, { errorReportUrl: 'file:///failed' }),
  ]);
  const mount = await mountOf(db, tape('V00001'));
  const [first, second] = await takeArchiveJobs(db, mount, { maxFiles: 2, maxBytes: 1e15 });
  assert.ok(first !== undefined && second !== undefined);
  await reportArchived(db, mount.mountId, [first.jobId]);
  await failJobs(db, mount.mountId, [{ jobId: second.jobId, code: 'F101', text: 'no such file' }]);
  await endMount(db, mount.mountId);
}

async function makeOlder(seconds: number): Promise<void> {
  await db.execute(sql`UPDATE archive_request SET last_update_time = last_update_time - ${seconds}::bigint`);
}

async function statusOf(id: bigint | undefined): Promise<string | undefined> {
  const [row] = await db.query<{ status: string }>(
    sql`SELECT status FROM archive_request WHERE archive_request_id = ${id}`,
  );
  return row?.status;
}

beforeEach(async () => {
  await db.execute(sql`TRUNCATE archive_request, archive_job`);
  await twoOutcomes();
});

describe('Reports', () => {
  test('carry the outcome, to the URL for it', async () => {
    const reports = await claimReports(db, all);
    const told = reports.map(({ requestId, url, outcome }) => ({ requestId, url, outcome }));
    assert.deepEqual(
      told.toSorted((a, b) => Number(a.requestId - b.requestId)),
      [
        { requestId: done, url: 'file:///done', outcome: { success: true } },
        { requestId: failed, url: 'file:///failed', outcome: { success: false, code: 'F101', text: 'no such file' } },
      ],
    );
  });

  test('are claimed by one reporter, in batches', async () => {
    const [one, two, three] = [
      await claimReports(db, { ...all, batch: 1 }),
      await claimReports(db, { ...all, batch: 1 }),
      await claimReports(db, all),
    ];
    assert.deepEqual(
      [one, two, three].map((reports) => reports.map(({ requestId }) => requestId)),
      [[done], [failed], []],
    );
  });

  test('that got through finish their requests, once', async () => {
    const ids = (await claimReports(db, all)).map(({ requestId }) => requestId);
    assert.equal(await reportsDelivered(db, 'archive', ids), 2);
    assert.equal(await reportsDelivered(db, 'archive', ids), 0);
    assert.deepEqual([await statusOf(done), await statusOf(failed)], ['AJS_Complete', 'AJS_Failed']);
    assert.deepEqual(await claimReports(db, all), []);
  });

  test('that did not get through are tried twice, then the request is kept among the failed ones', async () => {
    const failure = { code: 'F999', text: 'nobody there' };
    const failAll = async (): Promise<number> => {
      const failures = (await claimReports(db, all)).map(({ requestId }) => ({ requestId, ...failure }));
      return reportsFailed(db, 'archive', failures, 'host');
    };
    assert.equal(await failAll(), 2);
    assert.equal(await failAll(), 2);
    assert.equal(await failAll(), 0);
    const [kept] = (await failedRequests(db)).filter(({ requestId }) => requestId === done);
    assert.deepEqual([kept?.step, kept?.code], ['report', 'F999']);
    assert.match(kept?.log ?? '', /^\S+ host F999 nobody there\n\S+ host F999 nobody there$/);
    assert.ok(done !== undefined);
    const progress = await requestProgress(db, { archiveRequestIds: [done] });
    assert.equal(progress.done, 1, 'the file is safe all the same');
  });

  test('whose reporter died are due again', async () => {
    await claimReports(db, all);
    assert.equal(await releaseStaleReportClaims(db, { olderThanMs: hourMs }), 0);
    await makeOlder(3_601);
    assert.equal(await releaseStaleReportClaims(db, { olderThanMs: hourMs }), 2);
    assert.equal((await claimReports(db, all)).length, 2);
  });
});

describe('Finished requests', () => {
  test('are deleted when they are old enough, the failed ones later; what is not reported stays', async () => {
    const retention = { olderThanMs: hourMs, failedOlderThanMs: 10 * hourMs };
    const ids = (await claimReports(db, all)).map(({ requestId }) => requestId);
    await reportsDelivered(db, 'archive', ids);
    await queueArchive(db, [archiveRequest(3)]);
    await db.execute(sql`UPDATE mount SET end_time = end_time - 7200`);
    assert.deepEqual(await deleteFinished(db, { ...retention, olderThanMs: 3 * hourMs }), { requests: 0, mounts: 0 });
    await makeOlder(7_200);
    const { requests, mounts } = await deleteFinished(db, retention);
    assert.equal(requests, 1);
    assert.ok(mounts > 0);
    assert.deepEqual([await statusOf(done), await statusOf(failed)], [undefined, 'AJS_Failed']);
    await makeOlder(36_000);
    assert.equal((await deleteFinished(db, retention)).requests, 1);
    const left = await db.query(sql`SELECT status FROM archive_request`);
    assert.deepEqual(left, [{ status: 'AJS_ToTransferForUser' }]);
  });
});
