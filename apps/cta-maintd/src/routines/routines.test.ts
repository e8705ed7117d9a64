import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ArchiveFileId, DriveName, type MountId, Vid } from '@cta/catalogue';
import { systemClock } from '@cta/clock';
import { sql } from '@cta/database';
import { createLogger } from '@cta/runtime';
import {
  archiveQueues,
  type ArchiveRequest,
  failedRequests,
  failJobs,
  migrateScheduler,
  queueArchive,
  reportArchived,
  requestProgress,
  schedulerSchema,
  takeArchiveJobs,
} from '@cta/scheduler';
import { testDatabase } from '@cta/testing';
import { maintenanceEvents } from '../maintenance-events.ts';
import { deleteOld } from './delete-finished.ts';
import { reportResults } from './report-results.ts';
import { isSilenceTelling, requeueDeadMounts } from './requeue-dead-mounts.ts';
import type { Turn } from './routine.ts';

const { db: schedulerDb } = await testDatabase({
  name: 'maintd',
  schema: schedulerSchema,
  migrate: (db) => migrateScheduler(db),
});
const never = { signal: new AbortController().signal, hurry: new AbortController().signal };
const plenty = { maxFiles: 100, maxBytes: 1e15 };
const hourMs = 3_600_000;
const reachableFor = (reachableForMs: number): Turn => ({
  lead: { ask: (question) => question(schedulerDb) },
  reachableForMs,
});

let lines: string[] = [];
const logger = createLogger({
  events: maintenanceEvents,
  program: 'test',
  destination: { write: (line: string) => lines.push(line) },
});

function logged(event: string): readonly Record<string, unknown>[] {
  const found = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event);
  lines = [];
  return found;
}

async function mountOn(vid: string, tapePool: string): Promise<{ mountId: MountId; tapePool: string }> {
  const [row] = await schedulerDb.query<{ mount_id: MountId }>(sql`
    INSERT INTO mount (mount_type, drive, host, logical_library, vid, tape_pool, vo, start_time, last_update_time)
    VALUES ('ARCHIVE_FOR_USER', ${DriveName(`drive of ${vid}`)}, 'host', 'library', ${Vid(vid)}, ${tapePool}, 'vo', 0, 0)
    RETURNING mount_id`);
  assert.ok(row !== undefined);
  return { mountId: row.mount_id, tapePool };
}

function request(archiveFileId: number, tapePool: string, changes: Partial<ArchiveRequest> = {}): ArchiveRequest {
  return {
    archiveFileId: ArchiveFileId(BigInt(archiveFileId)),
    sizeBytes: 1,
    storageClass: 'class',
    requester: { name: 'user', group: 'group' },
    sourceUrl: 'file:///source',
    diskFile: { instance: 'disk', fileId: '1', path: '/file', ownerUid: 1, gid: 1 },
    copies: [{ copyNb: 1, tapePool }],
    mountPolicy: { name: 'policy', archivePriority: 1, archiveMinRequestAge: 1 },
    ...changes,
  };
}

describe('The routine of dead mounts', () => {
  test('holds silence against a mount only after as long a time without an outage', () => {
    assert.equal(isSilenceTelling(60_000, 0), false);
    assert.equal(isSilenceTelling(60_000, 59_999), false);
    assert.equal(isSilenceTelling(60_000, 60_000), true);
  });

  const routine = requeueDeadMounts({ schedulerDb, logger, silenceMs: 10 * 60_000 });

  test('queues the jobs of a silent mount again, and says whose they were', async () => {
    const mount = await mountOn('V00001', 'dead');
    await queueArchive(schedulerDb, [request(1, 'dead')]);
    await takeArchiveJobs(schedulerDb, mount, plenty);
    await routine.run(never, reachableFor(hourMs));
    assert.deepEqual(logged('dead_mount_requeued'), [], 'it was heard of when it took');
    await schedulerDb.execute(sql`UPDATE mount SET last_update_time = last_update_time - 601`);
    await routine.run(never, reachableFor(599_999));
    assert.deepEqual(logged('dead_mount_requeued'), [], 'it may not have been able to tell');
    await routine.run(never, reachableFor(600_000));
    const [line] = logged('dead_mount_requeued');
    assert.equal(line?.['code'], 'S403');
    assert.deepEqual([line['drive'], line['vid'], line['jobs']], ['drive of V00001', 'V00001', 1]);
    assert.deepEqual(
      (await archiveQueues(schedulerDb)).map(({ tapePool, jobs }) => [tapePool, jobs]),
      [['dead', 1]],
    );
  });
});

describe('The routine of reports', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cta-maintd-'));
  });
  after(() => rm(folder, { recursive: true }));

  const routine = () =>
    reportResults({
      schedulerDb,
      logger,
      clock: systemClock,
      batchSize: 2,
      timeLimitMs: 30_000,
      deliveryTimeoutMs: 5_000,
      claimTimeoutMs: hourMs,
      allowedRoots: [folder],
    });

  test('tells outcomes as lines of JSON, until none is due', async () => {
    const url = `file://${folder}/reports`;
    const mount = await mountOn('V00002', 'reports');
    const urls = { reportUrl: url, errorReportUrl: url };
    await queueArchive(
      schedulerDb,
      [1, 2, 3, 4, 5].map((id) => request(id, 'reports', urls)),
    );
    const [failing, ...done] = await takeArchiveJobs(schedulerDb, mount, plenty);
    assert.ok(failing !== undefined);
    await failJobs(schedulerDb, mount.mountId, [{ jobId: failing.jobId, code: 'F101', text: 'no such file' }]);
    await reportArchived(
      schedulerDb,
      mount.mountId,
      done.map(({ jobId }) => jobId),
    );
    await routine().run(never, reachableFor(0));
    const told = (await readFile(join(folder, 'reports'), 'utf8')).trim().split('\n').toSorted();
    assert.deepEqual(told, [
      '{"event":"archive_failed","archive_file_id":"1","code":"F101","text":"no such file"}',
      '{"event":"archived","archive_file_id":"2"}',
      '{"event":"archived","archive_file_id":"3"}',
      '{"event":"archived","archive_file_id":"4"}',
      '{"event":"archived","archive_file_id":"5"}',
    ]);
    assert.equal(logged('reports_delivered').length, 3);
  });

  test('gives up a report that nobody can take, after two tries', async () => {
    const mount = await mountOn('V00003', 'unknown');
    const archiveRequestIds = await queueArchive(schedulerDb, [
      request(6, 'unknown', { reportUrl: 'gopher://disk/report' }),
      request(7, 'unknown', { reportUrl: 'null:' }),
    ]);
    const jobs = await takeArchiveJobs(schedulerDb, mount, plenty);
    await reportArchived(
      schedulerDb,
      mount.mountId,
      jobs.map(({ jobId }) => jobId),
    );
    await routine().run(never, reachableFor(0));
    await routine().run(never, reachableFor(0));
    await routine().run(never, reachableFor(0));
    const codes = logged('report_not_delivered').map((line) => line['code']);
    assert.deepEqual(codes, ['F105', 'F105']);
    const failed = (await failedRequests(schedulerDb)).filter(({ step }) => step === 'report');
    assert.deepEqual(
      failed.map(({ code, archiveFileId }) => [code, archiveFileId]),
      [['F105', 6n]],
    );
    assert.equal((await requestProgress(schedulerDb, { archiveRequestIds })).done, 2);
  });
});

describe('The routine of what is finished', () => {
  test('deletes it when it is old enough', async () => {
    const routine = deleteOld({ schedulerDb, logger, olderThanMs: hourMs, failedOlderThanMs: 10 * hourMs });
    lines = [];
    await routine.run(never, reachableFor(0));
    assert.deepEqual(logged('finished_deleted'), []);
    await schedulerDb.execute(sql`UPDATE archive_request SET last_update_time = last_update_time - 7200`);
    await routine.run(never, reachableFor(0));
    assert.deepEqual(
      logged('finished_deleted').map((line) => [line['requests'], line['mounts']]),
      [[5, 0]],
    );
  });
});
