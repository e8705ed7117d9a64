import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { afterEach, before, describe, test } from 'node:test';
import { setDrivesUp } from '@cta/admin';
import { DriveName, readDrive } from '@cta/catalogue';
import { loggedEvent } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';
import { FaultScene, serials } from './rig/fault-scene.ts';
import { onHangingDrive } from './rig/trouble-environment.ts';

const rig = await buildRig({ tapes: [] });
const { admin, library } = rig;
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);
const scene = new FaultScene(rig, []);

function untilStarted(): Promise<void> {
  return drive.startReady(AbortSignal.timeout(60_000));
}

before(async () => {
  await untilStarted();
  await scene.setUp();
  await drive.stop();
});

const modeSelect = 0x15;
const illnesses = [
  ['a hardware error', 'D103', { kind: 'sense', sense: '4/44/00' }],
  ['a command that fails for a reason of its own', 'D111', { kind: 'sense', sense: '9/00/00' }],
  ['a reservation by another host', 'D115', { kind: 'status', status: 0x18 }],
] as const;

describe('a drive that is ill when its service starts', () => {
  afterEach(async () => {
    await library.byHand('DELETE', '/faults');
    await drive.stop();
  });

  for (const [what, code, fault] of illnesses) {
    test(`${what}: DOWN with ${code}; the service stays, and the drive can be set up once it is well`, async () => {
      await library.plan({ unit: serials[0], opcode: modeSelect, times: 'always', fault });
      await untilStarted();
      await scene.assertDown(code);
      await setDrivesUp(admin, { pattern: driveName, reason: '' });
      await scene.untilDesired('UP');
      await scene.assertDown(code);
      await library.byHand('DELETE', '/faults');
      await scene.setUp();
    });
  }

  test('a changer that is broken is waited for, and the drive is UP as before', async () => {
    const inquiry = 0x12;
    const fault = { kind: 'sense', sense: '4/15/01' } as const;
    await library.plan({ unit: 'changer', opcode: inquiry, times: 'always', fault });
    await untilStarted();
    const lost = await rig.until('the loss', () => loggedEvent(drive.program.logFile, 'connection_lost'));
    assert.deepEqual([lost['connection'], lost['code']], ['library', 'L105']);
    assert.equal((await readDrive(admin.catalogueDb, driveName)).desired.state, 'UP');
    await library.byHand('DELETE', '/faults');
    await scene.untilStatus('UP');
  });
});

describe('a call that hangs while the drive is opened', () => {
  const sign = rig.outside('drive-hangs-in');
  const quick = { inquire: '20ms', mode_select: '20ms' };
  const impatient = {
    'drive.command_timeouts': quick,
    iscsi: { connect_timeout: '20ms' },
    watchdog: { call_margin: '200ms' },
  };

  before(() => writeFile(sign, 'open'));

  test('a stop ends the start all the same', async () => {
    const program = await drive.start({}, onHangingDrive(sign));
    await rig.until('the service to be seen', async () => {
      const services = await rig.cliList('service', 'ls');
      return services.some(({ pid }) => Number(pid) === program.processId) ? true : undefined;
    });
    await drive.stop();
    assert.equal(await program.ended(), 0);
    assert.equal((await readDrive(admin.catalogueDb, driveName)).desired.state, 'UP');
  });

  test('it is recorded, and puts the drive DOWN', async () => {
    const program = await drive.start(impatient, onHangingDrive(sign));
    const hung = await rig.until('the hang in the log', () => loggedEvent(program.logFile, 'tape_worker_hung'));
    assert.equal(hung['code'], 'S606');
    assert.match(String(hung['error_message']), /open has not come back/);
    await rig.until('DOWN', async () => {
      const { desired } = await readDrive(admin.catalogueDb, driveName);
      return desired.state === 'DOWN' && desired.code === 'S606' ? true : undefined;
    });
    await program.kill();
    await rm(sign);
    await untilStarted();
    await scene.setUp();
  });
});
