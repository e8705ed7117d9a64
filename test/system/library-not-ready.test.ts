import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setDrivesDown } from '@cta/admin';
import { DriveName, driveHistory, readDrive } from '@cta/catalogue';
import { type Statement, sql } from '@cta/database';
import { loggedEvent } from '@cta/testing';
import { startRig } from './rig/build-rig.ts';
import { FaultScene, serials } from './rig/fault-scene.ts';

const vid = 'W00001';
const rig = await startRig({ tapes: [{ vid, pool: 'first_pool' }], taped: { library: { ready_timeout: '200ms' } } });
const { admin, library } = rig;
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);
const scene = new FaultScene(rig, [vid]);
await rig.label(vid);
await setDrivesDown(admin, { pattern: 'RIGDRIVE2', reason: 'one drive is enough', force: false });

/** Sense data of a library that initialises itself, that has an open door, that is broken. */
const [initialising, openDoor, broken] = ['2/04/01', '2/04/03', '4/15/01'] as const;

function noFaults(): Promise<void> {
  return library.byHand('DELETE', '/faults');
}

afterEach(noFaults);

/** From now on the library answers a command so. */
async function answers(command: 'READ ELEMENT STATUS' | 'MOUNT' | 'DISMOUNT', sense: string): Promise<void> {
  await library.plan({ unit: 'changer', command, times: 'always', fault: { kind: 'sense', sense } });
}

/** Waits until the service is degraded by this code, as operators see it. */
function untilDegraded(code: string): Promise<true> {
  return rig.until(`degraded by ${code}`, async () => {
    const services = await rig.cliList('service', 'ls');
    const service = services.find(({ name }) => name === driveName);
    return service?.['phase'] === 'degraded' && service['conditionCode'] === code ? true : undefined;
  });
}

/** How often the drive was put down by its service so far. */
async function timesDown(): Promise<number> {
  const history = await driveHistory(admin.catalogueDb, driveName, 1000);
  return history.filter(({ kind }) => kind === 'PUT_DOWN').length;
}

async function assertStaysUp(downBefore: number): Promise<void> {
  drive.program.assertRunning();
  assert.equal((await readDrive(admin.catalogueDb, driveName)).desired.state, 'UP');
  assert.equal(await timesDown(), downBefore);
}

/** What keeps the service waiting is told once as it is lost, and once as it is back. */
function assertToldOnce(connection: string): void {
  assert.equal(loggedEvent(drive.program.logFile, 'connection_lost')?.['connection'], connection);
}

test('start: a library that initialises itself, and then wants its door closed, is waited for; the drive is UP as before', async () => {
  await scene.untilStatus('UP');
  await drive.stop();
  await answers('READ ELEMENT STATUS', initialising);
  await drive.startReady(AbortSignal.timeout(60_000));
  await untilDegraded('L103');
  await noFaults();
  await answers('READ ELEMENT STATUS', openDoor);
  await untilDegraded('L104');
  await assertStaysUp(0);
  assertToldOnce('library');
  await noFaults();
  await scene.untilStatus('UP');
  await assertStaysUp(0);
});

test('with work in the queue: no drive goes DOWN because of an open door, and the mount goes on when it is closed', async () => {
  await scene.begin(vid);
  await answers('READ ELEMENT STATUS', openDoor);
  const files = await scene.submit(2);
  await untilDegraded('L104');
  await assertStaysUp(0);
  await noFaults();
  await scene.assertArchived(files, vid);
  await scene.assertAllHome();
  await assertStaysUp(0);
});

test('with a tape in the drive: it is unloaded, and goes home when the library can be used again', async () => {
  await scene.begin(vid);
  await answers('DISMOUNT', openDoor);
  const files = await scene.submit(2);
  await untilDegraded('L104');
  await scene.assertArchived(files, vid);
  assert.ok(await scene.isInDrive(vid));
  await assertStaysUp(0);
  await noFaults();
  await scene.assertAllHome();
  await scene.untilStatus('UP');
  assert.equal((await rig.tape(vid)).state, 'ACTIVE');
  await assertStaysUp(0);
});

test('a library that fails before it has moved anything says nothing of drive and tape, whatever was stuck before', async () => {
  await scene.begin(vid);
  const unload = { unit: serials[0], command: 'UNLOAD', times: 'always' } as const;
  await library.plan({ ...unload, fault: { kind: 'sense', sense: '4/53/00' } });
  await scene.assertArchived(await scene.submit(2), vid);
  await scene.assertDown('D105');
  await noFaults();
  const downBefore = await timesDown();
  await scene.begin(vid);
  await scene.assertAllHome();

  await answers('READ ELEMENT STATUS', broken);
  const files = await scene.submit(2);
  await untilDegraded('L105');
  await noFaults();
  await scene.assertArchived(files, vid);
  assert.equal((await rig.tape(vid)).state, 'ACTIVE');
  await assertStaysUp(downBefore);
});

test('start: what a database refuses is no verdict on a drive: it is told, and asked again', async () => {
  await scene.untilStatus('UP');
  const downBefore = await timesDown();
  await drive.stop();
  await rig.maintd.stop();
  const rename = (statement: Statement) => admin.schedulerDb.execute(statement);
  await rename(sql`ALTER TABLE mount RENAME COLUMN vo TO vo_away`);
  await drive.start();
  await rig.until('the refusal', () => loggedEvent(drive.program.logFile, 'connection_lost'));
  assertToldOnce('SchedulerDB');
  await assertStaysUp(downBefore);
  await rename(sql`ALTER TABLE mount RENAME COLUMN vo_away TO vo`);
  await scene.untilStatus('UP');
  await assertStaysUp(downBefore);
});
