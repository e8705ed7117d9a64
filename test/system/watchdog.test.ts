import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { type ArchiveSubmission, setDrivesUp } from '@cta/admin';
import { DriveName, readDrive } from '@cta/catalogue';
import { liveMounts, requestProgress } from '@cta/scheduler';
import { loggedEvent, type TomlTables } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';
import { onHangingDrive } from './rig/trouble-environment.ts';
import { noServiceManager as skip, ServiceManager } from './rig/service-manager.ts';

const rig = await buildRig({ tapes: [{ vid: 'W00001', pool: 'first_pool' }] });
const { admin } = rig;
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);
const home = JSON.stringify(await rig.library.places());
const sign = rig.outside('drive-hangs-in');
const systemd = await ServiceManager.listen(rig.outside('notify'), { watchdogMs: 1000 });
let files = 0;

/** A write that may take a second, and a drive that goes DOWN after two faults. */
const shortOfPatience: TomlTables = {
  'drive.command_timeouts': { write: '500ms' },
  watchdog: { call_margin: '500ms' },
  blame: { faults_of_a_drive: 2 },
};

/** Starts the drive service as systemd would. @param changes tables of the configuration */
async function start(changes: TomlTables): Promise<void> {
  const { main, environment } = onHangingDrive(sign);
  const ready = systemd.count('READY=1');
  await drive.start(changes, { main, environment: { ...environment, ...systemd.environment } });
  await rig.until('READY=1', () => (systemd.count('READY=1') > ready ? true : undefined));
}

function hangIn(call: 'write' | 'unload'): Promise<void> {
  return writeFile(sign, call);
}

async function archive(): Promise<ArchiveSubmission> {
  files += 1;
  return rig.archive([await rig.makeFile(`file${files}`, 600_000)], 'one_copy');
}

function untilStatus(status: string, desired: 'UP' | 'DOWN' = 'UP') {
  return rig.until(`${desired}, ${status}`, async () => {
    const found = await readDrive(admin.catalogueDb, driveName);
    return found.session.status === status && found.desired.state === desired ? found : undefined;
  });
}

/** Codes of the faults that ended sessions, the latest first. */
async function faultsInHistory(): Promise<readonly unknown[]> {
  const history = await rig.cliList('drive', 'history', driveName);
  return history.filter(({ kind }) => kind === 'SESSION_FAULT').map(({ code }) => code);
}

async function assertArchived(submission: ArchiveSubmission): Promise<void> {
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 1, failed: 0 });
  await untilStatus('UP');
}

/** A call that has no known end: told once, and then systemd hears nothing until its patience is over. */
async function hangUntilHungry(): Promise<void> {
  await start(shortOfPatience);
  const hung = await rig.until('the hang in the log', () => loggedEvent(drive.program.logFile, 'tape_worker_hung'));
  assert.deepEqual([hung['code'], hung['vid'], hung['phase']], ['S606', 'W00001', 'transferring']);
  assert.match(String(hung['error_message']), /write has not come back/);
  await rig.until('the end of its patience', () => (systemd.isHungry ? true : undefined));
  await drive.kill();
}

before(async () => {
  if (skip !== false) return;
  await start({});
  await setDrivesUp(admin, { pattern: driveName, reason: '' });
  await rig.label('W00001');
  await drive.stop();
});

test('systemd is fed while a call to the drive takes long, within its bound', { skip }, async () => {
  await start({});
  await hangIn('unload');
  const submission = await archive();
  await untilStatus('UNLOADING');
  const fed = systemd.count('WATCHDOG=1');
  await rig.until('five more feeds', () => (systemd.count('WATCHDOG=1') >= fed + 5 ? true : undefined));
  assert.equal(systemd.isHungry, false);
  await rm(sign);
  await assertArchived(submission);
  assert.equal(loggedEvent(drive.program.logFile, 'tape_worker_hung'), undefined);
  await drive.stop();
});

test('a call that does not come back is recorded, starves the watchdog, and the next start recovers', {
  skip,
}, async () => {
  await hangIn('write');
  const submission = await archive();
  await hangUntilHungry();
  assert.deepEqual(await faultsInHistory(), ['S606']);

  await rm(sign);
  await start(shortOfPatience);
  await assertArchived(submission);
  assert.equal(loggedEvent(drive.program.logFile, 'cartridge_recovered')?.['vid'], 'W00001');
  assert.equal(loggedEvent(drive.program.logFile, 'mount_of_the_past_ended')?.['code'], 'S606');
  assert.deepEqual(await faultsInHistory(), ['S606']);
  assert.equal(JSON.stringify(await rig.library.places()), home);
  await drive.stop();
});

test('a drive that hangs again and again goes DOWN with the evidence, and its jobs stay queued', { skip }, async () => {
  await hangIn('write');
  const submission = await archive();
  for (let times = 0; times < 2; times += 1) await hangUntilHungry();

  await start(shortOfPatience);
  const { desired } = await untilStatus('DOWN', 'DOWN');
  assert.ok(desired.state === 'DOWN');
  assert.equal(desired.code, 'S606');
  assert.match(desired.text, /2 faults since the drive last worked: W00001 \(S606\), W00001 \(S606\); write has not/);
  assert.equal(JSON.stringify(await rig.library.places()), home);
  assert.deepEqual(await liveMounts(admin.schedulerDb), []);
  assert.deepEqual(await requestProgress(admin.schedulerDb, submission), { queued: 1, active: 0, done: 0, failed: 0 });

  await rm(sign);
  await setDrivesUp(admin, { pattern: driveName, reason: '' });
  await assertArchived(submission);
  await drive.stop();
});

test('a service that is killed in one session after the other puts its drive DOWN the third time', {
  skip,
}, async () => {
  await hangIn('write');
  const submission = await archive();
  for (let times = 1; times <= 3; times += 1) {
    await start({});
    // Before it recovers, the Catalogue has the status still that the one before died in.
    await rig.until('its own mount', () => loggedEvent(drive.program.logFile, 'tape_mounted'));
    await untilStatus('TRANSFERING');
    await drive.kill();
  }
  await start({});
  const { desired } = await untilStatus('DOWN', 'DOWN');
  assert.ok(desired.state === 'DOWN');
  assert.equal(desired.code, 'S607');
  assert.match(desired.text, /3 unexplained faults since the drive last worked: (W00001 \(S607\)(, |;)){3}/);
  assert.deepEqual((await faultsInHistory()).slice(0, 3), ['S607', 'S607', 'S607']);

  await rm(sign);
  await setDrivesUp(admin, { pattern: driveName, reason: '' });
  await assertArchived(submission);
  await drive.stop();
});

test('starts are counted, and how many of them came after a death', { skip }, async () => {
  const services = await rig.cliList('service', 'ls');
  const service = services.find(({ name }) => name === driveName);
  assert.deepEqual([service?.['starts'], service?.['deaths']], ['11', '6']);
});
