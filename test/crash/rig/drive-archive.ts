import assert from 'node:assert/strict';
import { type DriveEvent, driveHistory, DriveName, readDrive } from '@cta/catalogue';
import { conditions } from '@cta/conditions';
import { sql } from '@cta/database';
import { archiveQueues, liveMounts, retrieveQueues } from '@cta/scheduler';
import { type ArchiveSubmission, setDrivesUp } from '@cta/admin';
import { type ArchiveRig, patienceMs } from '../../system/rig/archive-rig.ts';
import { type TomlTables, waitUntil } from '@cta/testing';
import type { RigTape } from '../../system/rig/build-rig.ts';
import { pollMs, type Round, type Work } from './kill-at-each-step.ts';
import { buildWatchedRig } from './watched-rig.ts';
import type { WatchedService } from './watched-service.ts';

/** An archive with one drive, whose service is started by the test and is killed often. */
export interface DriveArchive {
  readonly rig: ArchiveRig;
  readonly drive: WatchedService;
  /** Labels a tape, by a service that is started for it. */
  label(vid: string): Promise<void>;
  /** Archives files of these sizes, by a service that is started for it. */
  archive(sizes: readonly number[]): Promise<ArchiveSubmission>;
  /**
   * Notes how the drive is before work is queued. @returns what makes a round of that work: deaths in the middle of sessions
   * are in the history, and nothing else is, unless somebody attends to the drive
   */
  beginRound(attendance?: Attendance): Promise<(work: Work) => Round>;
}

/** A person who attends to a drive that needs one. */
export interface Attendance {
  /** Called again and again until the work is done. */
  readonly attend: () => Promise<void>;
  /** @param events what has happened to the drive besides sessions, the earliest first */
  readonly verifyHistory: (events: readonly DriveEvent[]) => void;
}

/** What goes by the clock comes once in a run, so that every run has the same steps; work is looked for often. */
const scheduling = { idle_poll: '50ms', desired_state_poll: '60s', heartbeat: '60s', stop_grace: '10s' };

/**
 * Builds an archive for the test file that calls it, with its drive UP and no service running.
 * @param changes keys of the drive service's [scheduling], in place of the usual ones
 */
export async function buildDriveArchive(
  tapes: readonly RigTape[],
  changes: TomlTables[string] = {},
): Promise<DriveArchive> {
  const { rig, service: drive } = await buildWatchedRig('cta-taped', {
    tapes,
    taped: {
      scheduling: { ...scheduling, ...changes },
      // Here it dies far more often than one that may be trusted with a drive.
      blame: { unexplained_faults: 1_000_000 },
      'scheduling.mount_criteria': { files: 1 },
      'archive.flush': { files: 2 },
      transfer: { window: '4MiB', disk_workers: 1 },
    },
  });
  const driveName = DriveName(drive.instance);
  const { catalogueDb, schedulerDb } = rig.admin;
  await enterDrive(rig, drive);
  const home = await rig.library.places();
  const wanted = (await readDrive(catalogueDb, driveName)).desired;

  /** The status may be what a killed process left: only a service that has become idle since its start is at rest. */
  async function isAtRest(): Promise<boolean> {
    if (!drive.steps().some((step) => step.endsWith(' to idle'))) return false;
    const [mounts, { session }] = await Promise.all([liveMounts(schedulerDb), readDrive(catalogueDb, driveName)]);
    return mounts.length === 0 && session.status === 'UP';
  }

  /** The mount whose session was cut short, as databases have it once nothing of the dead process is under way there. */
  async function mountOfTheDead(): Promise<bigint | undefined> {
    const asking = sql`SELECT FROM pg_stat_activity WHERE application_name = ${`cta-taped ${driveName}`}`;
    await waitUntil(async () => ((await catalogueDb.query(asking)).length === 0 ? true : undefined), {
      what: 'the end of what a killed service was asking',
      timeoutMs: patienceMs,
      pollMs,
      signal: new AbortController().signal,
    });
    const [[mount], { session }] = await Promise.all([liveMounts(schedulerDb), readDrive(catalogueDb, driveName)]);
    const toldOf = 'mount' in session ? session.mount?.mountId : undefined;
    return mount?.mountId === toldOf ? toldOf : undefined;
  }

  async function verifyDrive(before: bigint, verifyHistory: Attendance['verifyHistory']): Promise<void> {
    const { desired } = await readDrive(catalogueDb, driveName);
    assert.deepEqual(desired, wanted, 'the drive is wanted as before');
    assert.deepEqual(await rig.library.places(), home, 'all cartridges are home');
    const waiting = [await archiveQueues(schedulerDb), await retrieveQueues(schedulerDb)];
    assert.deepEqual(waiting, [[], []], 'no job is left in a queue');
    const history = (await driveHistory(catalogueDb, driveName, 100)).filter(({ id }) => id > before);
    verifyHistory(history.filter(({ kind }) => kind !== 'SESSION_STATUS').reverse());
    assert.equal(history[0]?.text, 'UP');
  }

  return {
    rig,
    drive,
    async label(vid) {
      const program = await drive.start();
      await rig.label(vid);
      await program[Symbol.asyncDispose]();
    },
    async archive(sizes) {
      const paths = await Promise.all(sizes.map((size, index) => rig.makeFile(`file-${index}`, size)));
      const submission = await rig.archive(paths, 'one_copy');
      const program = await drive.start();
      await rig.settled(submission);
      await program[Symbol.asyncDispose]();
      return submission;
    },
    async beginRound(attendance) {
      const [latest] = await driveHistory(catalogueDb, driveName, 1);
      const deaths = new Set<bigint>();
      return (work) => ({
        async onDeath() {
          const mountId = await mountOfTheDead();
          if (mountId !== undefined) deaths.add(mountId);
        },
        // The cheaper question first: a step's time is mostly that of a start, and each core has its share of them.
        isDone: async () => {
          await attendance?.attend();
          return (await isAtRest()) && (await work.isDone());
        },
        verify: async () => {
          const { verifyHistory = onlyDeaths(deaths) } = attendance ?? {};
          await verifyDrive(latest?.id ?? 0n, verifyHistory);
          await work.verify();
        },
      });
    },
  };
}

function onlyDeaths(deaths: ReadonlySet<bigint>): Attendance['verifyHistory'] {
  return (events) => {
    assert.deepEqual(
      events.map(({ kind, code, mountId }) => [kind, code, mountId]),
      [...deaths].map((mountId) => ['SESSION_FAULT', conditions.SERVICE_DIED_IN_SESSION.code, mountId]),
      'only sessions were noted, and each in which the service died',
    );
  };
}

/** A drive is entered DOWN by the first start of its service; this one is UP from then on. */
async function enterDrive(rig: ArchiveRig, drive: WatchedService): Promise<void> {
  const program = await drive.startReady();
  await setDrivesUp(rig.admin, { pattern: '.*', reason: '' });
  await program[Symbol.asyncDispose]();
}
