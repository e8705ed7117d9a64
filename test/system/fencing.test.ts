import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { ArchiveSubmission } from '@cta/admin';
import { DriveName, listTapeFiles, readDrive, Vid } from '@cta/catalogue';
import { type LiveMount, liveMounts } from '@cta/scheduler';
import { loggedEvent } from '@cta/testing';
import { startRig } from './rig/build-rig.ts';
import { bringHome } from './rig/operator-hands.ts';
import type { RigService } from './rig/rig-service.ts';

const rig = await startRig({
  tapes: [{ vid: 'F00001', pool: 'first_pool' }],
  taped: { 'archive.flush': { files: 4 } },
  maintd: { dead_mounts: { silence: '2s' } },
});
const { catalogueDb, schedulerDb } = rig.admin;
const vid = Vid('F00001');
const fileCount = 40;

/** The drive service that was made to stand still, its mount, and what it had been given to do. */
interface Standstill {
  readonly frozen: RigService;
  readonly mount: LiveMount;
  readonly submission: ArchiveSubmission;
}

let standstill: Standstill | undefined;

function itsStandstill(): Standstill {
  assert.ok(standstill !== undefined, 'the test before this one has failed');
  return standstill;
}

function send(service: RigService, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const { processId } = service.program;
  assert.ok(processId !== undefined);
  process.kill(processId, signal);
}

/** All that the Catalogue says of the tape and of what is on it. */
async function catalogued(): Promise<unknown> {
  return [await listTapeFiles(catalogueDb, { vid }), await rig.tape(vid)];
}

/** A mount whose drive service has recorded its first files. */
async function mountInFullSwing(): Promise<LiveMount | undefined> {
  const [mount] = await liveMounts(schedulerDb);
  const service = rig.drives.find(({ instance }) => instance === mount?.driveName);
  if (mount?.type !== 'ARCHIVE_FOR_USER' || service === undefined) return undefined;
  return loggedEvent(service.program.logFile, 'files_archived', { mount_id: Number(mount.mountId) }) && mount;
}

test('what a service leaves undone that stands still for too long is done by another drive, on the same tape', async () => {
  await rig.label('F00001');
  const submission = await rig.archive(await rig.makeFiles('file', fileCount, 1_500_000), 'one_copy');
  const mount = await rig.until('the first files on tape', mountInFullSwing);
  const frozen = rig.drives.find(({ instance }) => instance === mount.driveName);
  assert.ok(frozen !== undefined);
  send(frozen, 'SIGSTOP');
  standstill = { frozen, mount, submission };

  await rig.until('the end of the dead mount', () =>
    loggedEvent(rig.maintd.program.logFile, 'dead_mount_requeued', { mount_id: Number(mount.mountId) }),
  );
  await bringHome(rig.library, rig.drives.indexOf(frozen));
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: fileCount, failed: 0 });
});

test('when it goes on it changes nothing in the Catalogue, its session ends, and its drive goes on', async () => {
  const { frozen, mount } = itsStandstill();
  const before = await catalogued();
  send(frozen, 'SIGCONT');
  await rig.until('the end of its session', () =>
    loggedEvent(frozen.program.logFile, 'session_finished', { mount_id: Number(mount.mountId) }),
  );
  const { desired } = await rig.until('its drive to be at rest', async () => {
    const drive = await readDrive(catalogueDb, DriveName(frozen.instance));
    return drive.session.status === 'UP' || drive.desired.state === 'DOWN' ? drive : undefined;
  });
  assert.deepEqual(desired, { state: 'UP' });
  assert.deepEqual(await catalogued(), before);
});

test('nothing is lost or doubled: each file has one copy, and comes back as it went', async () => {
  const { submission } = itsStandstill();
  const copies = await listTapeFiles(catalogueDb, { vid });
  const expected = submission.queued.map(({ archiveFileId }) => archiveFileId);
  assert.deepEqual(copies.map(({ archiveFileId }) => archiveFileId).toSorted(byNumber), expected.toSorted(byNumber));
  const retrieved = await rig.retrieve(submission.queued, 'back');
  assert.deepEqual(await rig.settled(retrieved), { queued: 0, active: 0, done: fileCount, failed: 0 });
  for (const { path, name } of submission.queued) {
    assert.ok((await readFile(path)).equals(await readFile(rig.disk('back', name))), name);
  }
});

function byNumber(one: bigint, other: bigint): number {
  return Number(one - other);
}

test('the tape has what the Catalogue says, and nothing else', async () => {
  await rig.stopServices();
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('F00001'), []);
});
