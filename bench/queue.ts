/**
 * What the SchedulerDB does in a second: jobs queued in bulk, and taken and reported by 1 and by 4 mounts, with a short and
 * with a long queue. The ratios hold on any machine: a take should cost the same however long the queue is.
 *
 *     npm run bench queue -- [--short 10000] [--long 1000000] [--jobs 8000] [--batch 1000]
 */
import { parseArgs } from 'node:util';
import { ArchiveFileId, type MountId } from '@cta/catalogue';
import { type Database, openDatabase, sql } from '@cta/database';
import {
  type ArchiveRequest,
  archiveQueues,
  foldQueueTallies,
  migrateScheduler,
  queueArchive,
  reportArchived,
  schedulerSchema,
  takeArchiveJobs,
} from '@cta/scheduler';
import { startPostgres } from '@cta/testing';

interface Plan {
  /** Jobs in the short and in the long queue. */
  readonly short: number;
  readonly long: number;
  /** Jobs that are taken and reported in a measurement. */
  readonly jobs: number;
  /** Jobs to a take. */
  readonly batch: number;
}

interface Figures {
  readonly queuedPerSecond: number;
  readonly oneTakerPerSecond: number;
  readonly fourTakersPerSecond: number;
  readonly summaryMs: number;
}

const tapePool = 'pool';
const requestsAtOnce = 10_000;

export async function run(args: string[]): Promise<void> {
  const plan = planOf(args);
  const server = await startPostgres({ survives: 'crash' });
  const db = openDatabase({
    url: server.url('postgres'),
    schema: schedulerSchema,
    applicationName: 'bench',
    maxConnections: 8,
  });
  try {
    await migrateScheduler(db);
    const short = await measure(db, plan.short, plan);
    const long = await measure(db, plan.long, plan);
    print({ [plan.short]: short, [plan.long]: long });
    const figures = { [`jobs_${plan.short}`]: short, [`jobs_${plan.long}`]: long };
    console.log(JSON.stringify({ bench: 'queue', ratios: ratiosOf(short, long), figures }));
  } finally {
    await db.close();
    await server.stop();
  }
}

function planOf(args: string[]): Plan {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: 'string', default: '10000' },
      long: { type: 'string', default: '1000000' },
      jobs: { type: 'string', default: '8000' },
      batch: { type: 'string', default: '1000' },
    },
  });
  return {
    short: Number(values.short),
    long: Number(values.long),
    jobs: Number(values.jobs),
    batch: Number(values.batch),
  };
}

/** Fills the queue up to `length`, and measures with it at that length. */
async function measure(db: Database, length: number, plan: Plan): Promise<Figures> {
  const missing = length - (await queued(db));
  const queuedPerSecond = await perSecond(missing, () => fill(db, missing));
  const oneTakerPerSecond = await perSecond(plan.jobs, () => takeAndReport(db, 1, plan));
  await fill(db, plan.jobs);
  const fourTakersPerSecond = await perSecond(plan.jobs, () => takeAndReport(db, 4, plan));
  await fill(db, plan.jobs);
  await foldQueueTallies(db);
  const summaryMs = (await secondsFor(() => archiveQueues(db))) * 1_000;
  return { queuedPerSecond, oneTakerPerSecond, fourTakersPerSecond, summaryMs };
}

async function queued(db: Database): Promise<number> {
  return (await archiveQueues(db)).find((queue) => queue.tapePool === tapePool)?.jobs ?? 0;
}

async function fill(db: Database, jobs: number): Promise<void> {
  for (let done = 0; done < jobs; done += requestsAtOnce) {
    const count = Math.min(requestsAtOnce, jobs - done);
    await queueArchive(
      db,
      Array.from({ length: count }, (_, index) => request(done + index + 1)),
    );
  }
}

function request(number: number): ArchiveRequest {
  return {
    archiveFileId: ArchiveFileId(BigInt(number)),
    sizeBytes: 1_000_000 + number,
    adler32: number,
    storageClass: 'class',
    requester: { name: 'user', group: 'group' },
    reportUrl: 'null:',
    sourceUrl: `file:///data/experiment/run/directory/file-${number}`,
    diskFile: {
      instance: 'disk',
      fileId: String(number),
      path: `/experiment/run/directory/file-${number}`,
      ownerUid: 1,
      gid: 1,
    },
    copies: [{ copyNb: 1, tapePool }],
    mountPolicy: { name: 'policy', archivePriority: 1, archiveMinRequestAge: 60 },
  };
}

/** Lets mounts take and report until they have done all of the plan's jobs. */
async function takeAndReport(db: Database, takers: number, { jobs, batch }: Plan): Promise<void> {
  const share = Math.ceil(jobs / takers);
  await Promise.all(
    Array.from({ length: takers }, async () => {
      const mount = { mountId: await newMount(db), tapePool };
      for (let done = 0; done < share; ) {
        const taken = await takeArchiveJobs(db, mount, { maxFiles: Math.min(batch, share - done), maxBytes: 1e15 });
        if (taken.length === 0) throw new Error('the queue ran dry');
        await reportArchived(
          db,
          mount.mountId,
          taken.map(({ jobId }) => jobId),
        );
        done += taken.length;
      }
    }),
  );
}

let mounts = 0;

/** A live mount without a decision: there is no Catalogue here. */
async function newMount(db: Database): Promise<MountId> {
  mounts += 1;
  const [row] = await db.query<{ mount_id: MountId }>(sql`
    INSERT INTO mount (mount_type, drive, host, logical_library, vid, tape_pool, vo, start_time, last_update_time)
    VALUES ('ARCHIVE_FOR_USER', ${`drive${mounts}`}, 'host', 'library', ${`V${mounts}`}, ${tapePool}, 'vo', 0, 0)
    RETURNING mount_id`);
  if (row === undefined) throw new Error('no mount');
  return row.mount_id;
}

async function perSecond(jobs: number, work: () => Promise<void>): Promise<number> {
  return Math.round(jobs / (await secondsFor(work)));
}

async function secondsFor(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

function ratiosOf(short: Figures, long: Figures): Record<string, number> {
  const ratio = (a: number, b: number): number => Number((a / b).toFixed(2));
  return {
    four_takers_to_one_short: ratio(short.fourTakersPerSecond, short.oneTakerPerSecond),
    four_takers_to_one_long: ratio(long.fourTakersPerSecond, long.oneTakerPerSecond),
    long_to_short_one_taker: ratio(long.oneTakerPerSecond, short.oneTakerPerSecond),
    long_to_short_four_takers: ratio(long.fourTakersPerSecond, short.fourTakersPerSecond),
    long_to_short_queueing: ratio(long.queuedPerSecond, short.queuedPerSecond),
  };
}

function print(figures: Readonly<Record<string, Figures>>): void {
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(
        ([length, { queuedPerSecond, oneTakerPerSecond, fourTakersPerSecond, summaryMs }]) => [
          `${length} jobs queued`,
          {
            'queued/s': queuedPerSecond,
            'taken and reported/s, 1 taker': oneTakerPerSecond,
            '4 takers': fourTakersPerSecond,
            'summary ms': Number(summaryMs.toFixed(1)),
          },
        ],
      ),
    ),
  );
}

if (import.meta.main) await run(process.argv.slice(2));
