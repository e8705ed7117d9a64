import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { catalogueSchema, changeTapeState, migrateCatalogue } from '@cta/catalogue';
import { conditions } from '@cta/conditions';
import { example, fillExampleCatalogue, testDatabase } from '@cta/testing';
import { endMount } from '../mounts/end-mount.ts';
import { retrieveQueues } from '../queues/queue-summaries.ts';
import { claimReports } from '../reports/claim-reports.ts';
import { failedRequests } from '../requests/failed-requests.ts';
import { schedulerSchema } from '../schema/scheduler-schema.ts';
import { copyOn, mountOf, retrieveRequest, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { drainRetrieveQueue } from './drain-retrieve-queue.ts';
import { queueRetrieve } from './queue-retrieve.ts';
import { takeRetrieveJobs } from './take-retrieve-jobs.ts';

const database = await testDatabase({
  name: 'scheduler_and_catalogue',
  migrate: async (db) => {
    await schedulerTemplate.migrate(db);
    await migrateCatalogue(db);
  },
});
const schedulerDb = database.open({ schema: schedulerSchema });
const catalogueDb = database.open({ schema: catalogueSchema });
const databases = { schedulerDb, catalogueDb };
const [lost, active, disabled] = example.vids;

before(async () => {
  await fillExampleCatalogue(catalogueDb);
  const dust = { state: 'DISABLED', reason: 'dust' } as const;
  await changeTapeState(catalogueDb, disabled, dust, example.author, () => Promise.resolve());
});

async function jobsByTape(): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await retrieveQueues(schedulerDb)).map(({ vid, jobs }) => [vid, jobs]));
}

/** A request that is queued on the tape that will be lost; the others are DISABLED only so that it is not queued there. */
function waitingFor(archiveFileId: number, ...others: readonly string[]) {
  const copies = [lost, ...others].map((vid, index) =>
    copyOn(vid, archiveFileId, index + 1, index === 0 ? 'ACTIVE' : 'DISABLED'),
  );
  return retrieveRequest(archiveFileId, { copies });
}

test('what waits for a broken tape goes to an ACTIVE tape, else to a DISABLED one, else fails and is reported', async () => {
  await queueRetrieve(schedulerDb, [waitingFor(1), waitingFor(2, disabled, active), waitingFor(3, disabled)]);
  const drained = await drainRetrieveQueue(databases, { vid: lost, state: 'BROKEN' }, 'desk');
  assert.deepEqual(drained, { moved: 2, failed: 1 });
  assert.deepEqual(await jobsByTape(), { [active]: 1, [disabled]: 1 });
  const reports = await claimReports(schedulerDb, { kind: 'retrieve', batch: 10 });
  assert.deepEqual(
    reports.map(({ archiveFileId, outcome }) => [archiveFileId, outcome.success || outcome.code]),
    [[1n, conditions.TAPE_COPY_LOST.code]],
  );
  const [failed] = await failedRequests(schedulerDb);
  assert.match(failed?.log ?? '', / desk U204 tape V00001 is BROKEN, and no other copy/);
  const again = await drainRetrieveQueue(databases, { vid: lost, state: 'BROKEN' }, 'desk');
  assert.deepEqual(again, { moved: 0, failed: 0 });
});

test('of a tape that is repacked it may be asked for again later', async () => {
  await queueRetrieve(schedulerDb, [waitingFor(4)]);
  const drained = await drainRetrieveQueue(databases, { vid: lost, state: 'REPACKING' }, 'desk');
  assert.deepEqual(drained, { moved: 0, failed: 1 });
  const [report] = await claimReports(schedulerDb, { kind: 'retrieve', batch: 10 });
  assert.equal(report?.outcome.success === false && report.outcome.code, conditions.TAPE_COPY_UNAVAILABLE.code);
});

test('what a mount owns stays with it, and is settled once it was given back', async () => {
  await queueRetrieve(schedulerDb, [waitingFor(5)]);
  const mount = await mountOf(schedulerDb, tape(lost), { type: 'RETRIEVE' });
  await takeRetrieveJobs(schedulerDb, mount, { maxFiles: 1, maxBytes: 1e9 });
  const exported = { vid: lost, state: 'EXPORTED' } as const;
  assert.deepEqual(await drainRetrieveQueue(databases, exported, 'desk'), { moved: 0, failed: 0 });
  await endMount(schedulerDb, mount.mountId);
  assert.deepEqual(await drainRetrieveQueue(databases, exported, 'desk'), { moved: 0, failed: 1 });
});
