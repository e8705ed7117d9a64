import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import {
  catalogueSchema,
  changeLogicalLibrary,
  createDiskInstance,
  createLogicalLibrary,
  createMediaType,
  createTape,
  createTapePool,
  createVirtualOrganization,
  DriveName,
  markTapeFull,
  migrateCatalogue,
  tapeLabelled,
  Vid,
} from '@cta/catalogue';
import { conditions, isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { testDatabase } from '@cta/testing';
import { queueArchive } from '../archive/queue-archive.ts';
import { takeArchiveJobs } from '../archive/take-archive-jobs.ts';
import { labelRequest } from '../label/label-request-state.ts';
import { queueLabel } from '../label/queue-label.ts';
import { queueRetrieve } from '../retrieve/queue-retrieve.ts';
import { schedulerSchema } from '../schema/scheduler-schema.ts';
import { archiveRequest, copyOn, retrieveRequest } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { decideMount } from './decide-mount.ts';
import { endMount } from './end-mount.ts';
import { liveMounts } from './live-mounts.ts';
import type { Mount } from './mount.ts';

const template = {
  name: 'scheduler_and_catalogue',
  migrate: async (...[db]: Parameters<typeof schedulerTemplate.migrate>) => {
    await schedulerTemplate.migrate(db);
    await migrateCatalogue(db);
  },
};
const database = await testDatabase(template);
const schedulerDb = database.open({ schema: schedulerSchema, maxConnections: 8 });
const catalogueDb = database.open({ schema: catalogueSchema, maxConnections: 8 });
const author = { user: 'operator', host: 'console' };
const audit = { comment: 'for tests' };

/** Two pools of one virtual organization that may write with 2 drives; tapes A1 to A4 in one, B1 and B2 in the other. */
async function makeCatalogue(): Promise<void> {
  await createDiskInstance(catalogueDb, { name: 'disk', ...audit }, author);
  const vo = { name: 'vo', diskInstance: 'disk', readMaxDrives: 1, writeMaxDrives: 2 };
  await createVirtualOrganization(catalogueDb, { ...vo, maxFileSizeBytes: 0n, isRepackVo: false, ...audit }, author);
  await createLogicalLibrary(
    catalogueDb,
    { name: 'library', physicalLibrary: null, disabled: false, ...audit },
    author,
  );
  const density = { primaryDensityCode: null, secondaryDensityCode: null, wraps: null, minLpos: null, maxLpos: null };
  const media = { name: 'LTO9', cartridge: 'LTO-9', capacityBytes: 18_000_000_000_000n, ...density, ...audit };
  await createMediaType(catalogueDb, media, author);
  for (const name of ['a', 'b']) {
    const pool = { name, virtualOrganization: 'vo', partialTapes: 1, encryptionKeyName: null, suppliedBy: [] };
    await createTapePool(catalogueDb, { ...pool, ...audit }, author);
  }
  for (const vid of ['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'NEW']) await makeTape(vid, vid.startsWith('B') ? 'b' : 'a');
}

async function makeTape(vid: string, tapePool: string): Promise<void> {
  const state = { state: 'ACTIVE', stateReason: null, full: false } as const;
  const kind = { mediaType: 'LTO9', vendor: 'vendor', logicalLibrary: 'library', purchaseOrder: null, comment: null };
  await createTape(catalogueDb, { vid: Vid(vid), tapePool, ...state, ...kind }, author);
  if (vid !== 'NEW') await tapeLabelled(catalogueDb, Vid(vid), DriveName('drive'));
}

await makeCatalogue();

const criteria = { minBytes: 1_000_000, minFiles: 10 };
const driveOn = (name: string, host = 'host') => ({ driveName: DriveName(name), host, logicalLibrary: 'library' });
const decideFor = (name: string, host?: string): Promise<Mount | undefined> =>
  decideMount({ schedulerDb, catalogueDb, drive: driveOn(name, host), criteria });

const toPool = (tapePool: string, id = 1) =>
  archiveRequest(id, {
    copies: [{ copyNb: 1, tapePool }],
    mountPolicy: { name: 'policy', archivePriority: 1, archiveMinRequestAge: 0 },
  });

/** Makes all that is queued old enough for a mount. */
async function age(): Promise<void> {
  await schedulerDb.execute(sql`UPDATE archive_job SET start_time = start_time - 3600`);
  await schedulerDb.execute(sql`UPDATE retrieve_job SET start_time = start_time - 3600`);
}

beforeEach(async () => {
  await schedulerDb.execute(sql`
    TRUNCATE mount, archive_request, archive_job, retrieve_request, retrieve_job, label_request, archive_queue_tally,
      retrieve_queue_tally`);
});

describe('A decision', () => {
  test('is for nothing where nothing is queued, or nothing is old enough', async () => {
    assert.equal(await decideFor('drive1'), undefined);
    await queueArchive(schedulerDb, [toPool('a')]);
    assert.equal(await decideFor('drive1'), undefined);
  });

  test('gives an archive mount with all that a session needs, from which jobs are taken', async () => {
    await queueArchive(schedulerDb, [toPool('a')]);
    await age();
    const mount = await decideFor('drive1');
    assert.ok(mount !== undefined);
    const { mountId, ...rest } = mount;
    assert.deepEqual(rest, {
      type: 'ARCHIVE_FOR_USER',
      vid: 'A1',
      tapePool: 'a',
      vo: 'vo',
      logicalLibrary: 'library',
      mediaType: 'LTO9',
      vendor: 'vendor',
      capacityBytes: 18_000_000_000_000n,
      labelFormat: 0,
      lastFseq: 0n,
    });
    assert.equal((await takeArchiveJobs(schedulerDb, mount, { maxFiles: 9, maxBytes: 9_999 })).length, 1);
    const [live] = await liveMounts(schedulerDb);
    assert.deepEqual([live?.mountId, live?.driveName, live?.host], [mountId, 'drive1', 'host']);
  });

  test('gives a retrieve mount of the tape that is asked for', async () => {
    await queueRetrieve(schedulerDb, [retrieveRequest(1, { copies: [copyOn('B2', 1)] })]);
    await age();
    const mount = await decideFor('drive1');
    assert.deepEqual([mount?.type, mount?.vid], ['RETRIEVE', 'B2']);
  });

  test('keeps quota and tapes though all drives decide at once', async () => {
    await queueArchive(
      schedulerDb,
      Array.from({ length: 100 }, (_, index) => toPool('a', index + 1)),
    );
    await queueRetrieve(schedulerDb, [
      retrieveRequest(1, { copies: [copyOn('B1', 1)] }),
      retrieveRequest(2, { copies: [copyOn('B2', 1)] }),
    ]);
    await age();
    const drives = Array.from({ length: 8 }, (_, index) => decideFor(`drive${index}`));
    const mounts = (await Promise.all(drives)).filter((mount) => mount !== undefined);
    const types = mounts.map(({ type }) => type).toSorted();
    assert.deepEqual(types, ['ARCHIVE_FOR_USER', 'ARCHIVE_FOR_USER', 'RETRIEVE']);
    assert.equal(new Set(mounts.map(({ vid }) => vid)).size, 3);
  });

  test('gives one drive to a queue that is old but small, though all decide at once', async () => {
    await queueArchive(schedulerDb, [toPool('a')]);
    await age();
    const mounts = await Promise.all(Array.from({ length: 5 }, (_, index) => decideFor(`drive${index}`)));
    assert.equal(mounts.filter((mount) => mount !== undefined).length, 1);
  });

  test('takes no tape that is full, not labelled or in a disabled library', async () => {
    await markTapeFull(catalogueDb, Vid('B1'));
    await markTapeFull(catalogueDb, Vid('B2'));
    await queueArchive(schedulerDb, [toPool('b')]);
    await age();
    assert.equal(await decideFor('drive1'), undefined);
    await queueArchive(schedulerDb, [toPool('a')]);
    await age();
    const moved = { disabled: true, reason: 'being moved' } as const;
    await changeLogicalLibrary(catalogueDb, 'library', { availability: moved }, author);
    assert.equal(await decideFor('drive1'), undefined);
    await changeLogicalLibrary(catalogueDb, 'library', { availability: { disabled: false } }, author);
    assert.equal((await decideFor('drive1'))?.vid, 'A1');
  });
});

describe('A label request', () => {
  const label = (vid: string, drive?: string) =>
    queueLabel(schedulerDb, {
      vid: Vid(vid),
      logicalLibrary: 'library',
      force: true,
      oldVid: Vid('OLD'),
      ...(drive !== undefined && { drive: DriveName(drive) }),
      author,
    });

  test('comes first, is served by one drive, and by none but its own if it names one', async () => {
    await queueArchive(schedulerDb, [toPool('a')]);
    await age();
    const id = await label('NEW', 'drive2');
    assert.equal((await decideFor('drive1'))?.type, 'ARCHIVE_FOR_USER');
    const mount = await decideFor('drive2');
    assert.ok(mount?.type === 'LABEL');
    const { labelRequestId, force, oldVid, labelFormat } = mount;
    assert.deepEqual(
      { labelRequestId, force, oldVid, labelFormat },
      { labelRequestId: id, force: true, oldVid: 'OLD', labelFormat: undefined },
    );
    assert.deepEqual(await labelRequest(schedulerDb, id), { state: 'active' });
    assert.equal(await decideFor('drive3'), undefined);
  });

  test('for a tape that does not exist fails', async () => {
    const id = await label('NOWHERE');
    assert.equal(await decideFor('drive1'), undefined);
    assert.deepEqual(await labelRequest(schedulerDb, id), {
      state: 'failed',
      code: conditions.NO_SUCH_ENTITY.code,
      text: 'Cannot label tape NOWHERE because it does not exist',
    });
  });
});

describe('A drive that is idle and has a live mount all the same', () => {
  test('gets another: whoever decided the first never learned of it', async () => {
    await queueArchive(schedulerDb, [toPool('a')]);
    await age();
    const lost = await decideFor('drive1');
    assert.ok(lost !== undefined);
    await takeArchiveJobs(schedulerDb, lost, { maxFiles: 9, maxBytes: 9_999 });
    const mount = await decideFor('drive1');
    assert.ok(mount !== undefined && mount.mountId > lost.mountId);
    assert.equal((await takeArchiveJobs(schedulerDb, mount, { maxFiles: 9, maxBytes: 9_999 })).length, 1);
    assert.equal((await liveMounts(schedulerDb)).length, 1);
  });

  test('gets none while a service on another host has it', async () => {
    await queueArchive(schedulerDb, [toPool('a')]);
    await age();
    const elsewhere = await decideFor('drive1', 'other');
    assert.ok(elsewhere !== undefined);
    await assert.rejects(decideFor('drive1'), (error) => isCondition(error, 'DRIVE_HAS_MOUNT'));
    await endMount(schedulerDb, elsewhere.mountId);
    assert.notEqual(await decideFor('drive1'), undefined);
  });
});
