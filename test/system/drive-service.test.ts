import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { type ArchiveSubmission, setDrivesUp } from '@cta/admin';
import { DriveName, listTapeFiles, readDrive } from '@cta/catalogue';
import { liveMounts, requestProgress } from '@cta/scheduler';
import { loggedEvent } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';

const rig = await buildRig({
  tapes: [
    { vid: 'D00001', pool: 'first_pool' },
    { vid: 'D00002', pool: 'second_pool' },
  ],
  taped: { 'archive.flush': { files: 4 } },
});
const { catalogueDb, schedulerDb } = rig.admin;
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);

/** Where the cartridges belong. */
const home = await rig.library.places();
let killedMount: bigint | undefined;

const desiredState = async (): Promise<unknown> => (await readDrive(catalogueDb, driveName)).desired;

function untilStatus(wanted: string): Promise<true> {
  return rig.until(`status ${wanted}`, async () =>
    (await readDrive(catalogueDb, driveName)).session.status === wanted ? true : undefined,
  );
}

async function restart(how: 'stop' | 'kill'): Promise<void> {
  await (how === 'stop' ? drive.stop() : drive.kill());
  await drive.startReady(AbortSignal.timeout(60_000));
}

test('a new drive is DOWN, because nobody has set it up yet', async () => {
  await drive.startReady(AbortSignal.timeout(60_000));
  await untilStatus('DOWN');
  const [item] = await rig.cliList('drive', 'ls');
  assert.deepEqual(
    [item?.['driveName'], item?.['desiredDriveState'], item?.['reasonCode']],
    [driveName, 'DOWN', 'D001'],
  );
});

for (const how of ['stop', 'kill'] as const) {
  test(`a drive that is UP is UP after a ${how} and a start`, async () => {
    const { status } = await rig.cli('drive', 'up', driveName);
    assert.equal(status, 0);
    await untilStatus('UP');
    const before = await desiredState();
    await restart(how);
    await untilStatus('UP');
    assert.deepEqual(await desiredState(), before);
  });

  test(`a drive that is DOWN has the same reason, author and time after a ${how} and a start`, async () => {
    const { status } = await rig.cli('drive', 'down', driveName, '-r', `belt is worn (${how})`);
    assert.equal(status, 0);
    await untilStatus('DOWN');
    const before = await desiredState();
    await restart(how);
    await untilStatus('DOWN');
    assert.deepEqual(await desiredState(), before);
    const [item] = await rig.cliList('drive', 'ls');
    assert.deepEqual([item?.['desiredDriveState'], item?.['reason']], ['DOWN', `belt is worn (${how})`]);
  });
}

/** Asks for files to be archived, and waits until the first are on tape and the others are on their way. */
async function startSession(prefix: string): Promise<ArchiveSubmission> {
  const submission = await rig.archive(await rig.makeFiles(prefix, 40, 1_500_000), 'two_copies');
  await rig.until('the first files on tape', async () => {
    const [mount] = await liveMounts(schedulerDb);
    if (mount?.type !== 'ARCHIVE_FOR_USER') return undefined;
    return loggedEvent(drive.program.logFile, 'files_archived', { mount_id: Number(mount.mountId) });
  });
  return submission;
}

/** Each copy is there once, and every file comes back as it went. */
async function assertAllSafe(submission: ArchiveSubmission): Promise<void> {
  const count = submission.queued.length;
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: count, failed: 0 });
  const archiveFileIds = submission.queued.map(({ archiveFileId }) => archiveFileId);
  const copies = await listTapeFiles(catalogueDb, { archiveFileIds });
  assert.deepEqual(
    copies.map(({ archiveFileId, copyNb }) => `${archiveFileId} ${copyNb}`),
    archiveFileIds.toSorted((a, b) => Number(a - b)).flatMap((id) => [`${id} 1`, `${id} 2`]),
  );
  const retrieved = await rig.retrieve(submission.queued, 'back');
  assert.deepEqual(await rig.settled(retrieved), { queued: 0, active: 0, done: count, failed: 0 });
  for (const { path, name } of submission.queued) {
    assert.ok((await readFile(path)).equals(await readFile(rig.disk('back', name))), name);
  }
}

test('a stop in the middle of an archive session reports what is on tape and brings the cartridge home', async () => {
  await setDrivesUp(rig.admin, { pattern: driveName, reason: '' });
  await rig.label('D00001', 'D00002');
  const submission = await startSession('stopped');
  await drive.stop();
  assert.equal(await drive.program.ended(), 0);
  assert.deepEqual(await rig.library.places(), home);
  assert.deepEqual(await liveMounts(schedulerDb), []);
  const { done } = await requestProgress(schedulerDb, submission);
  assert.ok(done < 40, 'the session was still going on when it was stopped');
  const [onFirst, onSecond] = await Promise.all(['D00001', 'D00002'].map((vid) => rig.tape(vid)));
  assert.ok(Number(onFirst?.masterFiles) + Number(onSecond?.masterFiles) > 0);

  await drive.startReady(AbortSignal.timeout(60_000));
  await assertAllSafe(submission);
  assert.equal(loggedEvent(drive.program.logFile, 'mount_of_the_past_ended'), undefined);
});

test('kill -9 in the middle of an archive session loses no file and no cartridge, and writes no copy twice', async () => {
  const submission = await startSession('killed');
  await drive.kill();
  const [mount] = await liveMounts(schedulerDb);
  assert.ok(mount !== undefined, 'the session was still going on when it was killed');
  killedMount = mount.mountId;
  assert.notDeepEqual(await rig.library.places(), home);

  await drive.startReady(AbortSignal.timeout(60_000));
  await assertAllSafe(submission);
  const ended = loggedEvent(drive.program.logFile, 'mount_of_the_past_ended');
  assert.deepEqual([ended?.['mount_id'], ended?.['vid']], [Number(mount.mountId), mount.vid]);
  assert.equal(loggedEvent(drive.program.logFile, 'cartridge_recovered')?.['vid'], mount.vid);
  await untilStatus('UP');
  assert.deepEqual(await rig.library.places(), home);
});

test('the history of the drive tells of the session that was killed, and that it was cleaned up', async () => {
  const history = await rig.cliList('drive', 'history', driveName);
  const ofKilled = history.filter(({ mountId }) => mountId === String(killedMount));
  assert.deepEqual(
    ofKilled.map(({ code, text }) => (code === '' ? text : code)),
    ['S607', 'CLEANINGUP', 'TRANSFERING', 'MOUNTING', 'STARTING'],
  );
  const after = history[history.findIndex(({ mountId }) => mountId === String(killedMount)) - 1];
  assert.equal(after?.['text'], 'UP');
});

test('the tapes have what the Catalogue says, and nothing else', async () => {
  await drive.stop();
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('D00001'), []);
  assert.deepEqual(await rig.differencesOnTape('D00002'), []);
});
