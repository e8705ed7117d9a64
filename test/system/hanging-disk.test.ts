import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setDrivesUp } from '@cta/admin';
import { DriveName, readDrive } from '@cta/catalogue';
import { loggedEvent } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';
import { onAlteredDisk } from './rig/trouble-environment.ts';

const commands = ['inquire', 'mode_select', 'read', 'write', 'write_filemarks', 'position', 'rewind', 'unload'];
const rig = await buildRig({
  tapes: [{ vid: 'H00001', pool: 'first_pool' }],
  taped: { 'drive.command_timeouts': Object.fromEntries(commands.map((command) => [command, '2s'])) },
});
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);
const home = await rig.library.places();

const sign = rig.outside('disk-hangs');
const program = await drive.start(
  { transfer: { allowed_roots: [rig.disk()], stall_timeout: '500ms' } },
  onAlteredDisk('hanging-disk', sign),
);

function logged(event: string): Promise<Readonly<Record<string, unknown>>> {
  return rig.until(event, () => loggedEvent(program.logFile, event));
}

test('a session whose disk does not answer ends with a code, the tape goes home, and the drive stays UP', async () => {
  await program.logged('service_ready', AbortSignal.timeout(60_000));
  await setDrivesUp(rig.admin, { pattern: driveName, reason: '' });
  await rig.label('H00001');
  await writeFile(sign, '');
  const submission = await rig.archive([await rig.makeFile('file', 100_000)], 'one_copy');

  const stuck = await logged('phase_stuck');
  assert.deepEqual([stuck['code'], stuck['phase'], stuck['vid']], ['F301', 'transferring', 'H00001']);
  await rm(sign);
  const failed = await logged('activity_failed');
  assert.deepEqual([failed['code'], failed['phase']], ['F301', 'transferring']);

  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 1, failed: 0 });
  await rig.until('the cartridge at home', async () =>
    JSON.stringify(await rig.library.places()) === JSON.stringify(home) ? true : undefined,
  );
  const { desired } = await readDrive(rig.admin.catalogueDb, driveName);
  assert.equal(desired.state, 'UP');
  await program[Symbol.asyncDispose]();
});
