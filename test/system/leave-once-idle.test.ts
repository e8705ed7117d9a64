import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DriveName, readDrive } from '@cta/catalogue';
import { startRig } from './rig/build-rig.ts';

const rig = await startRig({ tapes: [{ vid: 'R00001', pool: 'first_pool' }] });
const [drive, other] = rig.drives;

test('a drive service that is told to leave ends its session first, and is what it was when it comes back', async () => {
  await rig.label('R00001');
  await other.stop();
  const home = await rig.library.places();
  await rig.library.plan({ unit: 'VTL0000001', command: 'WRITE', fault: { kind: 'delay', delayMs: 2000 } });
  const submission = await rig.archive(await rig.makeFiles('batch', 5, 1_000_000), 'one_copy');
  const status = async () => (await readDrive(rig.admin.catalogueDb, DriveName(drive.instance))).session.status;
  await rig.until('a tape in the drive', async () => ((await status()) === 'TRANSFERING' ? true : undefined));

  assert.ok(drive.program.processId);
  process.kill(drive.program.processId, 'SIGQUIT');
  assert.equal(await drive.program.ended(), 0);
  assert.deepEqual(await rig.library.places(), home);
  await drive.startReady(AbortSignal.timeout(30_000));
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 5, failed: 0 });
  const { length } = await rig.cliList('tapefile', 'ls', '--vid', 'R00001');
  assert.equal(length, 5);
  await rig.until('the drive to be UP', async () => ((await status()) === 'UP' ? true : undefined));
});
