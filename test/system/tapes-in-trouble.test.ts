import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { type ArchiveSubmission, changeTape, setDrivesDown, setDrivesUp } from '@cta/admin';
import { DriveName, listTapeFiles, readDrive, tapeLabelled, Vid } from '@cta/catalogue';
import { retrieveQueues } from '@cta/scheduler';
import { damagedTape, foreignTape } from './rig/bad-labels.ts';
import { startRig } from './rig/build-rig.ts';

const mb = 1_000_000;

const rig = await startRig({
  tapes: [
    { vid: 'A00001', pool: 'first_pool', capacityBytes: 10 * mb },
    { vid: 'A00002', pool: 'first_pool' },
    { vid: 'B00001', pool: 'second_pool', objects: damagedTape('B00001') },
    { vid: 'B00002', pool: 'second_pool' },
    { vid: 'B00003', pool: 'second_pool', isMissing: true },
    { vid: 'B00004', pool: 'second_pool' },
    { vid: 'C00001', pool: 'second_pool', objects: foreignTape('C00001') },
    { vid: 'C00002', pool: 'second_pool', objects: damagedTape('C00002') },
  ],
});
const { admin } = rig;

/** Has the Catalogue believe that a tape has a good label. */
function vouchFor(vid: string): Promise<void> {
  return tapeLabelled(admin.catalogueDb, Vid(vid), DriveName('RIGDRIVE1'));
}

async function assertAllDrivesUp(): Promise<void> {
  const drives = await rig.cliList('drive', 'ls');
  assert.deepEqual(
    drives.map(({ desiredDriveState, reasonCode }) => [desiredDriveState, reasonCode]),
    drives.map(() => ['UP', '']),
  );
}

async function assertNothingFailed(): Promise<void> {
  assert.deepEqual(await rig.cliList('failedrequest', 'ls'), []);
}

/** VIDs of all copies of the files, sorted. */
async function vidsOfCopies({ queued }: ArchiveSubmission): Promise<readonly string[]> {
  const archiveFileIds = queued.map(({ archiveFileId }) => archiveFileId);
  const copies = await listTapeFiles(admin.catalogueDb, { archiveFileIds });
  return copies.map(({ vid }) => vid).toSorted();
}

test('a tape that fills up is marked full, and the rest goes to the next tape, each file once', async () => {
  await rig.label('A00001', 'A00002');
  await setDrivesDown(admin, { pattern: 'RIGDRIVE2', reason: 'one tape after the other', force: false });
  const submission = await rig.archive(await rig.makeFiles('filling', 20, mb), 'one_copy');
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 20, failed: 0 });
  await setDrivesUp(admin, { pattern: 'RIGDRIVE2', reason: '' });

  const [full, next] = [await rig.tape('A00001'), await rig.tape('A00002')];
  assert.deepEqual([full.full, full.state, next.full, next.state], [true, 'ACTIVE', false, 'ACTIVE']);
  const vids = await vidsOfCopies(submission);
  assert.equal(vids.length, 20);
  const onFull = vids.filter((vid) => vid === 'A00001').length;
  assert.ok(onFull > 5 && onFull < 20, `${onFull} files are on the full tape`);
  assert.equal(Number(full.masterFiles) + Number(next.masterFiles), 20);
  await assertNothingFailed();
});

for (const [vid, what, code] of [
  ['C00001', 'a foreign label', 'M202'],
  ['C00002', 'a damaged label', 'M204'],
] as const) {
  test(`a tape with ${what} is only labelled by force`, async () => {
    const refused = await rig.cli('tape', 'label', '-v', vid, '--timeout', '60');
    assert.match(refused.errors, new RegExp(`^${code} `));
    assert.equal(refused.status, 1);
    const { state, labelledAt } = await rig.tape(vid);
    assert.deepEqual([state, labelledAt], ['ACTIVE', null]);
    const forced = await rig.cli('tape', 'label', '-v', vid, '--force', '--timeout', '60');
    assert.equal(forced.status, 0, forced.errors);
    assert.notEqual((await rig.tape(vid)).labelledAt, null);
    await changeTape(admin, { vid, full: true });
    await assertAllDrivesUp();
  });
}

test('a tape whose label is damaged is disabled, and its jobs go to another tape of the pool', async () => {
  await vouchFor('B00001');
  await rig.label('B00002');
  const submission = await rig.archive(await rig.makeFiles('damaged', 5, 1000), 'two_copies');
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 5, failed: 0 });
  const { state, stateReason, masterFiles } = await rig.tape('B00001');
  assert.deepEqual([state, masterFiles], ['DISABLED', 0n]);
  assert.match(stateReason ?? '', /^M204 /);
  assert.deepEqual(await vidsOfCopies(submission), [...Array(5).fill('A00002'), ...Array(5).fill('B00002')]);
  await assertAllDrivesUp();
  await assertNothingFailed();
});

test('a tape whose cartridge is not in the library is disabled, and its jobs go to another tape of the pool', async () => {
  await changeTape(admin, { vid: 'B00002', full: true });
  await vouchFor('B00003');
  await rig.label('B00004');
  // With two drives one may have done it all on the other tape before the missing cartridge is asked for.
  const second = DriveName(rig.drives[1].instance);
  const untilStatus = (status: string) =>
    rig.until(`${second} ${status}`, async () => {
      const { session } = await readDrive(admin.catalogueDb, second);
      return session.status === status ? true : undefined;
    });
  await setDrivesDown(admin, { pattern: second, reason: 'one drive is enough', force: false });
  await untilStatus('DOWN');
  const submission = await rig.archive(await rig.makeFiles('missing', 5, 1000), 'two_copies');
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 5, failed: 0 });
  const { state, stateReason } = await rig.tape('B00003');
  assert.equal(state, 'DISABLED');
  assert.match(stateReason ?? '', /^L201 /);
  assert.deepEqual(await vidsOfCopies(submission), [...Array(5).fill('A00002'), ...Array(5).fill('B00004')]);
  await setDrivesUp(admin, { pattern: second, reason: '' });
  await untilStatus('UP');
  await assertAllDrivesUp();
  await assertNothingFailed();
});

test('a file is retrieved from its other copy where the cartridge of the first is gone', async () => {
  const files = await rig.archive(await rig.makeFiles('gone', 3, 300_000), 'two_copies');
  assert.deepEqual(await rig.settled(files), { queued: 0, active: 0, done: 3, failed: 0 });
  await rig.stopServices();
  const retrieve = await rig.retrieve(files.queued, 'back');
  const [queue] = await retrieveQueues(admin.schedulerDb);
  assert.ok(queue !== undefined);
  await rig.library.stop();
  await rig.library.takeOut(queue.vid);
  await rig.library.serve(AbortSignal.timeout(60_000));
  await rig.startServices();

  assert.deepEqual(await rig.settled(retrieve), { queued: 0, active: 0, done: 3, failed: 0 });
  const { state, stateReason } = await rig.tape(queue.vid);
  assert.equal(state, 'DISABLED');
  assert.match(stateReason ?? '', /^L201 /);
  for (const { path, name } of files.queued)
    assert.deepEqual(await readFile(rig.disk('back', name)), await readFile(path));
  await assertAllDrivesUp();
});

test('the tapes have what the Catalogue says, and nothing else', async () => {
  await rig.stopServices();
  await rig.library.stop();
  for (const { vid } of await rig.library.places()) {
    if (vid !== 'B00001') assert.deepEqual(await rig.differencesOnTape(vid), [], vid);
  }
});
