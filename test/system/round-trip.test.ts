import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { listTapeFiles, listTapes } from '@cta/catalogue';
import { archiveQueues, liveMounts, retrieveQueues } from '@cta/scheduler';
import { startRig } from './rig/build-rig.ts';

const block = 256 * 1024;
const sizes = [1, 79, 80, 81, block - 1, block, block + 1, 2 * block, 5 * block + 17];

const rig = await startRig({
  tapes: [
    { vid: 'R00001', pool: 'first_pool' },
    { vid: 'R00002', pool: 'second_pool' },
  ],
});

test('files of odd sizes go to two tapes and come back byte for byte', async () => {
  await rig.label('R00001', 'R00002');
  const paths = await Promise.all(sizes.map((size) => rig.makeFile(`file of ${size}`, size)));
  const archived = await rig.archive(paths, 'two_copies');
  assert.deepEqual(await rig.settled(archived), { queued: 0, active: 0, done: sizes.length, failed: 0 });

  const copies = await listTapeFiles(rig.admin.catalogueDb, {
    archiveFileIds: archived.queued.map(({ archiveFileId }) => archiveFileId),
  });
  for (const { archiveFileId, sizeBytes, adler32 } of archived.queued) {
    const ofFile = copies.filter((copy) => copy.archiveFileId === archiveFileId);
    assert.deepEqual(
      ofFile.map((copy) => [copy.copyNb, copy.vid, Number(copy.sizeBytes), copy.adler32]),
      [
        [1, 'R00001', sizeBytes, adler32],
        [2, 'R00002', sizeBytes, adler32],
      ],
    );
  }

  const retrieved = await rig.retrieve(archived.queued, 'back');
  assert.deepEqual(await rig.settled(retrieved), { queued: 0, active: 0, done: sizes.length, failed: 0 });
  for (const { path, name } of archived.queued) {
    assert.ok((await readFile(path)).equals(await readFile(rig.disk('back', name))), name);
  }
});

test('then nothing is queued or mounted any more, and the drives are up', async () => {
  const { schedulerDb, catalogueDb } = rig.admin;
  await rig.until('the end of all mounts', async () =>
    (await liveMounts(schedulerDb)).length === 0 ? true : undefined,
  );
  assert.deepEqual([await archiveQueues(schedulerDb), await retrieveQueues(schedulerDb)], [[], []]);
  const drives = await rig.until('idle drives', async () => {
    const items = await rig.cliList('drive', 'ls');
    return items.every(({ driveStatus }) => driveStatus === 'UP') ? items : undefined;
  });
  assert.deepEqual(
    drives.map(({ desiredDriveState }) => desiredDriveState),
    ['UP', 'UP'],
  );
  const tapes = await listTapes(catalogueDb);
  assert.deepEqual(
    tapes.map(({ vid, lastFseq, masterFiles, full, state }) => [
      vid,
      Number(lastFseq),
      Number(masterFiles),
      full,
      state,
    ]),
    [
      ['R00001', sizes.length, sizes.length, false, 'ACTIVE'],
      ['R00002', sizes.length, sizes.length, false, 'ACTIVE'],
    ],
  );
});

test('somebody else reads both tapes whole, as the Catalogue has them', async () => {
  await rig.stopServices();
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('R00001'), []);
  assert.deepEqual(await rig.differencesOnTape('R00002'), []);
});
