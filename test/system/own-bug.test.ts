import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { type ArchiveSubmission, setDrivesUp } from '@cta/admin';
import { DriveName, readDrive } from '@cta/catalogue';
import { onAlteredDisk } from './rig/trouble-environment.ts';
import { startRig } from './rig/build-rig.ts';

const rig = await startRig({ tapes: [{ vid: 'B00001', pool: 'first_pool' }] });
const [drive, other] = rig.drives;
const driveName = DriveName(drive.instance);
const sign = rig.outside('disk-kills');
const home = await rig.library.places();

let submission: ArchiveSubmission | undefined;

test('an error of ours ends its session; the third in a row puts the drive DOWN, with the evidence in its reason', async () => {
  await rig.label('B00001');
  await Promise.all([other.stop(), drive.stop()]);
  await writeFile(sign, '');
  const program = await drive.start({}, onAlteredDisk('dying-disk', sign));
  await program.logged('service_ready', AbortSignal.timeout(60_000));
  submission = await rig.archive([await rig.makeFile('file', 100_000)], 'one_copy');
  const reason = await rig.until('the drive DOWN', async () => {
    const { desired } = await readDrive(rig.admin.catalogueDb, driveName);
    return desired.state === 'DOWN' ? desired : undefined;
  });
  assert.equal(reason.code, 'S001');
  assert.match(
    reason.text,
    /3 unexplained faults since the drive last worked: B00001 \(S001\), B00001 \(S001\), B00001 \(S001\)/u,
  );
  assert.deepEqual(await rig.library.places(), home);
  program.assertRunning();
});

test('set up again, the same process goes on with new threads, and nothing is lost', async () => {
  assert.ok(submission !== undefined, 'the test before this one has failed');
  await rm(sign);
  await setDrivesUp(rig.admin, { pattern: driveName, reason: '' });
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 1, failed: 0 });
  await drive.stop();
});
