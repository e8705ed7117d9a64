import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DriveName, tapeLabelled, Vid } from '@cta/catalogue';
import { sql } from '@cta/database';
import { archiveQueues, decideMount, liveMounts, type Mount, reportArchived, takeArchiveJobs } from '@cta/scheduler';
import { logicalLibrary } from '../system/rig/rig-entities.ts';
import { killAtEachStep, type Round } from './rig/kill-at-each-step.ts';
import { buildWatchedRig } from './rig/watched-rig.ts';

/** One cycle a start, so that every run has the same steps; what a killed one has claimed is due again soon. */
const oneCycle = { service: { heartbeat: '60s' }, cycle: { pause: '60s' } };
const reports = { claim_timeout: '1s' };
const finished = { keep_done: '1s' };
/** Silence tells from the first cycle on. */
const deadMounts = { silence: '0s' };

const { rig, service: maintd } = await buildWatchedRig('cta-maintd', {
  tapes: [{ vid: 'M00001', pool: 'first_pool' }],
  maintd: { ...oneCycle, reports, finished, dead_mounts: deadMounts },
});
const { catalogueDb, schedulerDb } = rig.admin;
const successes = rig.disk('successes');
/** A drive whose service is gone for good. */
const gone = { driveName: DriveName('GONE'), host: 'gone', logicalLibrary };
await tapeLabelled(catalogueDb, Vid('M00001'), gone.driveName);
let rounds = 0;

async function silentMount(): Promise<Mount> {
  const criteria = { minFiles: 1, minBytes: 1 };
  const mount = await decideMount({ schedulerDb, catalogueDb, drive: gone, criteria });
  assert.ok(mount !== undefined);
  return mount;
}

function timesReported(archiveFileId: bigint): number {
  if (!existsSync(successes)) return 0;
  return readFileSync(successes, 'utf8').split(`"${archiveFileId}"`).length - 1;
}

/** A mount whose service has fallen silent, with one job left; the others are done, and their reports are due. */
async function leftByTheDead(): Promise<Round> {
  rounds += 1;
  const paths = await rig.makeFiles(`round-${rounds}`, 2, 1000);
  await rig.archive(paths, 'one_copy', { reportUrl: pathToFileURL(successes).href });
  const mount = await silentMount();
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
  const doneIds = done.map(({ archiveFileId }) => archiveFileId);
  return {
    // The one that is started next finds what there is.
    onDeath: () => Promise.resolve(),
    async isDone() {
      if (!maintd.steps().includes('start: before scheduler: DELETE FROM mount')) return false;
      const due = await schedulerDb.query(sql`
        SELECT FROM archive_request
         WHERE archive_file_id = ANY (${doneIds}::bigint[]) AND (is_reporting OR status::text LIKE 'AJS_ToReport%')`);
      return due.length === 0 && (await liveMounts(schedulerDb)).length === 0;
    },
    async verify() {
      const queues = await archiveQueues(schedulerDb);
      assert.deepEqual(
        queues.map(({ jobs: waiting }) => Number(waiting)),
        [1],
        'the job of the dead waits for another drive',
      );
      // At least once; twice where the reporter died between telling and noting it.
      for (const id of doneIds) assert.ok([1, 2].includes(timesReported(id)), `${timesReported(id)} reports of ${id}`);
    },
  };
}

await killAtEachStep({
  service: maintd,
  prepare: leftByTheDead,
  afterwards: { ...oneCycle, cycle: { pause: '100ms' } },
});
