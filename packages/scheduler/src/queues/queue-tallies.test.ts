import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, type Queryable, sql } from '@cta/database';
import { testDatabase } from '@cta/testing';
import { queueArchive } from '../archive/queue-archive.ts';
import { reportArchived } from '../archive/report-archived.ts';
import { takeArchiveJobs } from '../archive/take-archive-jobs.ts';
import { failJobs } from '../jobs/fail-jobs.ts';
import { requeueJobs } from '../jobs/requeue-jobs.ts';
import { endMount } from '../mounts/end-mount.ts';
import { queueRetrieve } from '../retrieve/queue-retrieve.ts';
import { archiveRequest, copyOn, mountOf, retrieveRequest, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { foldQueueTallies } from './fold-tallies.ts';
import { archiveQueues, queueSummaries, retrieveQueues } from './queue-summaries.ts';
import type { QueueSummary } from './queue-summary.ts';

const database = await testDatabase(schedulerTemplate);
const { db } = database;
const pools = ['pool1', 'pool2'];
const policy = (archivePriority: number, archiveMinRequestAge: number) => ({
  name: `policy${archivePriority}`,
  archivePriority,
  archiveMinRequestAge,
});

/** Ends a transaction in a way that has to leave no trace. */
class RolledBack extends Error {}

type Counted = Pick<QueueSummary, 'jobs' | 'bytes' | 'priority' | 'minRequestAge' | 'oldestStartTime'>;

/** What is in the queues, counted job by job. */
async function counted(q: Queryable): Promise<ReadonlyMap<string, Counted>> {
  const rows = await q.query<{
    tape_pool: string;
    jobs: bigint;
    bytes: bigint;
    priority: number;
    age: number;
    oldest: bigint;
  }>(sql`
    SELECT tape_pool, count(*) AS jobs, sum(size_in_bytes)::bigint AS bytes, max(priority) AS priority,
      min(min_archive_request_age) AS age, min(start_time) AS oldest
    FROM archive_job WHERE mount_id IS NULL GROUP BY tape_pool`);
  return new Map(
    rows.map((row) => [
      row.tape_pool,
      {
        jobs: Number(row.jobs),
        bytes: row.bytes,
        priority: row.priority,
        minRequestAge: row.age,
        oldestStartTime: Number(row.oldest),
      },
    ]),
  );
}

/** What the tallies say is in the queues. */
async function summarized(q: Queryable): Promise<ReadonlyMap<string, Counted>> {
  return new Map(
    (await archiveQueues(q)).map(({ tapePool, jobs, bytes, priority, minRequestAge, oldestStartTime }) => [
      tapePool,
      { jobs, bytes, priority, minRequestAge, oldestStartTime },
    ]),
  );
}

/** Lives one mount after the other on a pool: takes, and lets jobs end in every way that there is. */
async function work(own: Database, name: string, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const tapePool = pools[round % pools.length] ?? 'pool1';
    await queueArchive(own, [
      archiveRequest(round + 1, { copies: pools.map((pool, index) => ({ copyNb: index + 1, tapePool: pool })) }),
      archiveRequest(round + 2, { sizeBytes: 5, mountPolicy: policy(3, 10), copies: [{ copyNb: 1, tapePool }] }),
    ]);
    const mount = await mountOf(own, tape(`${name}${round}`, { tapePool }));
    const jobs = (await takeArchiveJobs(own, mount, { maxFiles: 5, maxBytes: 3_500 })).map(({ jobId }) => jobId);
    await assert.rejects(
      own.transaction(async (t) => {
        await t.execute(sql`DELETE FROM archive_job WHERE mount_id IS NULL AND job_id % 7 = 0`);
        throw new RolledBack();
      }),
      RolledBack,
    );
    await reportArchived(own, mount.mountId, jobs.slice(0, 1));
    await failJobs(
      own,
      mount.mountId,
      jobs.slice(1, 2).map((jobId) => ({ jobId, code: 'F101', text: 'gone' })),
    );
    await requeueJobs(own, mount.mountId, jobs.slice(2, 3));
    await foldQueueTallies(own);
    await endMount(own, mount.mountId);
  }
}

test('Tallies are exact at any moment, whatever is done at once, rolled back and folded', async () => {
  const workers = ['A', 'B', 'C'].map((name) => work(database.open({ maxConnections: 1 }), name, 12));
  const finished = Promise.all(workers);
  let running = true;
  const observing = (async () => {
    while (running) {
      await db.transaction(async (t) => {
        await t.execute(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
        assert.deepEqual(await summarized(t), await counted(t));
      });
    }
  })();
  await finished.finally(() => {
    running = false;
  });
  await observing;
  assert.deepEqual(await summarized(db), await counted(db));
});

test('Folding leaves a row for each kind of job, and then nothing to do', async () => {
  await foldQueueTallies(db);
  const [row] = await db.query<{ rows: bigint; kinds: bigint }>(sql`
    SELECT count(*) AS rows, count(DISTINCT (tape_pool, mount_policy, priority, min_archive_request_age)) AS kinds
    FROM archive_queue_tally`);
  assert.equal(row?.rows, row?.kinds);
  assert.equal(await foldQueueTallies(db), 0);
  assert.deepEqual(await summarized(db), await counted(db));
});

test('What came with several policies is told together and apart', async () => {
  const copies = [{ copyNb: 1, tapePool: 'mixed' }];
  await queueArchive(db, [
    archiveRequest(1, { copies, sizeBytes: 10, mountPolicy: policy(1, 100) }),
    archiveRequest(2, { copies, sizeBytes: 20, mountPolicy: policy(2, 300) }),
    archiveRequest(3, { copies, sizeBytes: 30, mountPolicy: policy(2, 200) }),
  ]);
  await db.execute(sql`UPDATE archive_job SET start_time = 50 WHERE tape_pool = 'mixed' AND size_in_bytes = 10`);
  const queue = (await archiveQueues(db)).find(({ tapePool }) => tapePool === 'mixed');
  assert.deepEqual(queue, {
    tapePool: 'mixed',
    jobs: 3,
    bytes: 60n,
    oldestStartTime: 50,
    priority: 2,
    minRequestAge: 100,
    policies: [
      { name: 'policy1', jobs: 1, bytes: 10n, priority: 1, minRequestAge: 100 },
      { name: 'policy2', jobs: 2, bytes: 50n, priority: 2, minRequestAge: 200 },
    ],
  });
});

test('Retrieve queues are told by tape', async () => {
  await queueRetrieve(db, [
    retrieveRequest(1, { copies: [copyOn('V00001', 1)] }),
    retrieveRequest(2, { copies: [copyOn('V00002', 2)], sizeBytes: 7 }),
    retrieveRequest(3, { copies: [copyOn('V00002', 3)], sizeBytes: 8 }),
  ]);
  const queues = await retrieveQueues(db);
  assert.deepEqual(
    queues.map(({ vid, jobs, bytes }) => [vid, jobs, bytes]),
    [
      ['V00001', 1, 1_000n],
      ['V00002', 2, 15n],
    ],
  );
  assert.deepEqual((await queueSummaries(db)).retrieve, queues);
});
