import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import { changeTape } from '@cta/admin';
import { disableTape, DriveName, pendingAlerts, tapeLabelled, Vid } from '@cta/catalogue';
import { sql } from '@cta/database';
import { archiveQueues, decideMount, liveMounts, type Mount, reportArchived, takeArchiveJobs } from '@cta/scheduler';
import { TestReceiver } from '../../../apps/cta-maintd/src/alerts/test-receiver.ts';
import type { ArchiveRig } from '../../system/rig/archive-rig.ts';
import { logicalLibrary } from '../../system/rig/rig-entities.ts';
import type { Round } from './kill-at-each-step.ts';
import { buildWatchedRig } from './watched-rig.ts';
import type { WatchedService } from './watched-service.ts';

/** An archive whose maintenance service is killed often, or the server under it. */
export interface MaintainedArchive {
  readonly maintd: WatchedService;
  /** Makes work for all routines: a mount whose service has fallen silent, with one job left, due reports, and alerts. */
  readonly prepare: () => Promise<Round>;
}

const [archived, alerted] = [Vid('M00001'), Vid('M00002')];
/** A drive whose service is gone for good. */
const gone = { driveName: DriveName('GONE'), host: 'gone', logicalLibrary };
const receiverName = 'monitor';
/** What a killed one has claimed is due again soon, and silence tells from the first cycle on. */
const hasty = {
  reports: { claim_timeout: '1s' },
  finished: { keep_done: '1s' },
  dead_mounts: { silence: '0s' },
  service: { heartbeat: '60s' },
};

/** Builds an archive for the test file that calls it. @param pause from the end of a cycle to the next */
export async function buildMaintainedArchive(pause: string): Promise<MaintainedArchive> {
  const receiver = new TestReceiver();
  await receiver.listen();
  after(() => receiver.close());
  const { rig, service: maintd } = await buildWatchedRig('cta-maintd', {
    tapes: [archived, alerted].map((vid) => ({ vid, pool: 'first_pool' })),
    maintd: { ...hasty, cycle: { pause }, [`alerts.receivers.${receiverName}`]: { url: receiver.url } },
  });
  await tapeLabelled(rig.admin.catalogueDb, archived, gone.driveName);
  const work = new MaintenanceWork(rig, maintd, receiver);
  return { maintd, prepare: () => work.prepare() };
}

class MaintenanceWork {
  readonly #rig: ArchiveRig;
  readonly #maintd: WatchedService;
  readonly #receiver: TestReceiver;
  readonly #successes: string;
  #rounds = 0;

  constructor(rig: ArchiveRig, maintd: WatchedService, receiver: TestReceiver) {
    this.#rig = rig;
    this.#maintd = maintd;
    this.#receiver = receiver;
    this.#successes = rig.disk('successes');
  }

  async prepare(): Promise<Round> {
    this.#rounds += 1;
    const doneIds = await this.#leaveSilentMount();
    await this.#raiseAndResolve();
    return {
      // The one that is started next finds what there is.
      onDeath: () => Promise.resolve(),
      isDone: () => this.#isDone(doneIds),
      verify: () => this.#verify(doneIds),
    };
  }

  /** @returns the files that are archived, whose reports are due */
  async #leaveSilentMount(): Promise<readonly bigint[]> {
    const { schedulerDb } = this.#rig.admin;
    const paths = await this.#rig.makeFiles(`round-${this.#rounds}`, 2, 1000);
    await this.#rig.archive(paths, 'one_copy', { reportUrl: pathToFileURL(this.#successes).href });
    const mount = await this.#mount();
    const jobs = await takeArchiveJobs(schedulerDb, mount, { maxFiles: 10, maxBytes: 1_000_000 });
    const done = jobs.slice(0, -1);
    await reportArchived(
      schedulerDb,
      mount.mountId,
      done.map(({ jobId }) => jobId),
    );
    await schedulerDb.execute(
      sql`UPDATE mount SET last_update_time = last_update_time - 100000 WHERE mount_id = ${mount.mountId}`,
    );
    return done.map(({ archiveFileId }) => archiveFileId);
  }

  async #mount(): Promise<Mount> {
    const criteria = { minFiles: 1, minBytes: 1 };
    const mount = await decideMount({ ...this.#rig.admin, drive: gone, criteria });
    assert.ok(mount !== undefined);
    return mount;
  }

  /** Two events of one subject, in whose order all that were ever sent must come. */
  async #raiseAndResolve(): Promise<void> {
    const { admin } = this.#rig;
    await disableTape(admin.catalogueDb, alerted, { code: 'M101', reason: `round ${this.#rounds}`, actor: 'test' });
    await changeTape(admin, { vid: alerted, state: 'ACTIVE' });
  }

  async #isDone(doneIds: readonly bigint[]): Promise<boolean> {
    const { catalogueDb, schedulerDb } = this.#rig.admin;
    if (!this.#maintd.steps().includes('start: before scheduler: DELETE FROM mount')) return false;
    const due = await schedulerDb.query(sql`
      SELECT FROM archive_request
       WHERE archive_file_id = ANY (${doneIds}::bigint[]) AND (is_reporting OR status::text LIKE 'AJS_ToReport%')`);
    if (due.length > 0 || (await liveMounts(schedulerDb)).length > 0) return false;
    return (await pendingAlerts(catalogueDb, receiverName, { limit: 1 })).length === 0;
  }

  async #verify(doneIds: readonly bigint[]): Promise<void> {
    const queues = await archiveQueues(this.#rig.admin.schedulerDb);
    assert.deepEqual(
      queues.map(({ jobs: waiting }) => Number(waiting)),
      [1],
      'the job of the dead waits for another drive',
    );
    // At least once; twice where the reporter died between telling and noting it.
    for (const id of doneIds)
      assert.ok([1, 2].includes(this.#timesReported(id)), `${this.#timesReported(id)} reports of ${id}`);
    this.#verifyAlerts();
  }

  /** Each event at least once, and again only until the next one of its subject has come. */
  #verifyAlerts(): void {
    const came = this.#receiver.sent.map(({ event }) => event).filter(({ subject }) => subject === `tape/${alerted}`);
    const events = came.filter(({ id }, index) => id !== came[index - 1]?.id);
    const expected = Array.from({ length: this.#rounds }, (_, round) =>
      ['raised', 'resolved'].map((change) => `round ${round + 1} ${change}`),
    ).flat();
    assert.deepEqual(
      events.map(({ type, data }) => `${data['text']} ${type.split('.').at(-1)}`),
      expected,
      'each alert came, and in order',
    );
  }

  #timesReported(archiveFileId: bigint): number {
    if (!existsSync(this.#successes)) return 0;
    return readFileSync(this.#successes, 'utf8').split(`"${archiveFileId}"`).length - 1;
  }
}
