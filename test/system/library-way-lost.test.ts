import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DriveName, readDrive } from '@cta/catalogue';
import { setDrivesDown } from '@cta/admin';
import { loggedEvent } from '@cta/testing';
import { startRig } from './rig/build-rig.ts';

const rig = await startRig({ tapes: [{ vid: 'W00001', pool: 'first_pool' }] });
const [drive, other] = rig.drives;
await rig.label('W00001');
await setDrivesDown(rig.admin, { pattern: other.instance, reason: 'one drive is enough', force: false });

/** The library is gone without a word, as in a power failure, and is back at the same address. */
async function back(): Promise<void> {
  await rig.library.serve(AbortSignal.timeout(60_000));
}

async function assertNothingChanged(): Promise<void> {
  drive.program.assertRunning();
  const { desired } = await readDrive(rig.admin.catalogueDb, DriveName(drive.instance));
  assert.equal(desired.state, 'UP');
}

test('idle: the way to drive and library is lost and comes back; the next mount finds both', async () => {
  await rig.library.kill();
  await back();
  const submission = await rig.archive(await rig.makeFiles('after', 2, 100_000), 'one_copy');
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 2, failed: 0 });
  await assertNothingChanged();
});

test('while the library is asked for a tape: the mount waits until the library is back, and goes on', async () => {
  await rig.library.kill();
  const submission = await rig.archive(await rig.makeFiles('meanwhile', 2, 100_000), 'one_copy');
  await rig.until('the loss of the library', () => loggedEvent(drive.program.logFile, 'connection_lost'));
  await assertNothingChanged();
  await back();
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 2, failed: 0 });
  assert.equal(loggedEvent(drive.program.logFile, 'connection_lost')?.['connection'], 'library');
  await assertNothingChanged();
});
