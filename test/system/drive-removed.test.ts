import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setDrivesUp } from '@cta/admin';
import { type Drive, DriveName, driveHistory, readDrive } from '@cta/catalogue';
import { isCondition } from '@cta/conditions';
import { startRig } from './rig/build-rig.ts';

const rig = await startRig({ tapes: [{ vid: 'R00001', pool: 'first_pool' }] });
const { catalogueDb } = rig.admin;
const [drive, other] = rig.drives;
const driveName = DriveName(drive.instance);

async function ifEntered(): Promise<Drive | undefined> {
  try {
    return await readDrive(catalogueDb, driveName);
  } catch (error) {
    if (isCondition(error, 'NO_SUCH_ENTITY')) return undefined;
    throw error;
  }
}

test('a drive that is removed while its service runs is entered anew, DOWN, as one that nobody has set up yet', async () => {
  await other.stop();
  assert.equal((await rig.cli('drive', 'rm', driveName, '--force')).status, 0);
  const { desired } = await rig.until('the drive in the Catalogue again', ifEntered);
  assert.deepEqual([desired.state, desired.state === 'DOWN' && desired.code], ['DOWN', 'D001']);
  const kinds = (await driveHistory(catalogueDb, driveName, 100)).map(({ kind }) => kind);
  assert.deepEqual([kinds.includes('REMOVED'), kinds.filter((kind) => kind === 'REGISTERED').length], [true, 2]);
});

test('then its service is where the Catalogue says, and takes mounts once somebody has set it up', async () => {
  await rig.until('status DOWN', async () =>
    (await readDrive(catalogueDb, driveName)).session.status === 'DOWN' ? true : undefined,
  );
  await setDrivesUp(rig.admin, { pattern: driveName, reason: '' });
  await rig.label('R00001');
  const submission = await rig.archive([await rig.makeFile('file', 1000)], 'one_copy');
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 1, failed: 0 });
});
