import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { DriveName, MountId } from '../identifiers.ts';
import { changeReason, putDriveDown, setDriveDown, setDriveUp } from './desired-state.ts';
import type { DriveStatusReport } from './drive.ts';
import { readDriveHardware, reportDriveHardware } from './drive-hardware.ts';
import { driveHistory } from './drive-history.ts';
import { changeDriveComment, removeDrive } from './manage-drives.ts';
import { driveConfig, listDrives, readDrive } from './read-drives.ts';
import { type DriveRegistration, registerDrive } from './register-drive.ts';
import { reportDriveStatus } from './report-drive-status.ts';

const { db, open } = await testDatabase(exampleCatalogueTemplate);
const actor = 'operator@console';
const fault = { code: 'D104', text: 'tape stuck', actor: 'cta-taped@tapeserver' } as const;
const [vid] = example.vids;
const mount = { mountId: MountId(5n), type: 'RETRIEVE', vid, tapePool: 'pool1', vo: 'vo' } as const;

function registration(name: string, changes: Partial<DriveRegistration> = {}): DriveRegistration {
  return {
    driveName: DriveName(name),
    host: example.host,
    logicalLibrary: example.logicalLibrary,
    devFileName: '/dev/nst0',
    rawLibrarySlot: 'smc0',
    ctaVersion: '0.1.0',
    schedulerBackendName: 'backend',
    driveConfig: [{ category: 'taped', key: 'BufferCount', value: '', source: '' }],
    ...changes,
  };
}

/** A drive of its own for a test, set up. */
async function driveThatIsUp(name: string): Promise<DriveName> {
  const driveName = DriveName(name);
  await registerDrive(db, registration(name));
  await setDriveUp(db, driveName, { actor });
  return driveName;
}

async function desiredOf(driveName: DriveName) {
  const { desired } = await readDrive(db, driveName);
  if (desired.state === 'UP') return desired;
  const { since, ...rest } = desired;
  assert.ok(since instanceof Date);
  return rest;
}

async function eventsOf(driveName: DriveName, limit = 100) {
  return (await driveHistory(db, driveName, limit)).map(({ kind, code, text }) => [kind, code, text]);
}

before(async () => {
  await db.execute(sql`UPDATE LOGICAL_LIBRARY SET IS_DISABLED = '1'`);
});

test('A new drive is entered DOWN, never set up', async () => {
  assert.equal(await registerDrive(db, registration('new')), 'new');
  const drive = await readDrive(db, DriveName('new'));
  assert.deepEqual(await desiredOf(DriveName('new')), {
    state: 'DOWN',
    code: 'D001',
    text: 'Drive was never set up',
    actor: 'cta-taped@tapeserver',
    forced: false,
  });
  assert.equal(drive.session.status, 'DOWN');
  assert.equal(drive.schedulerBackendName, 'backend');
  assert.equal(drive.physicalLibrary, 'robot');
  assert.deepEqual([drive.logicalLibraryDisabled, drive.physicalLibraryDisabled], [true, false]);
  assert.deepEqual(await eventsOf(DriveName('new')), [['REGISTERED', 'D001', 'Drive was never set up']]);
  assert.deepEqual(await driveConfig(db, DriveName('new')), [
    { category: 'taped', key: 'BufferCount', value: '', source: '' },
    { category: 'general', key: 'SchedulerBackendName', value: 'backend', source: 'registration' },
  ]);
});

test('A start writes only what has changed of the configuration', async () => {
  const option = (key: string, value: string) => ({ category: 'taped', key, value, source: 'file' });
  const driveName = DriveName('configured');
  const start = (...driveConfig: ReturnType<typeof option>[]) =>
    registerDrive(db, registration(driveName, { driveConfig }));
  const rows = () =>
    db.query<{ key: string; value: string; version: string }>(sql`
      SELECT KEY_NAME AS key, VALUE AS value, ctid::text || xmin::text AS version
        FROM DRIVE_CONFIG WHERE DRIVE_NAME = ${driveName} ORDER BY KEY_NAME`);
  await start(option('Changes', '1'), option('Goes', '1'), option('Stays', '1'));
  const before = await rows();
  await start(option('Changes', '1'), option('Goes', '1'), option('Stays', '1'));
  assert.deepEqual(await rows(), before);
  await start(option('Changes', '2'), option('Stays', '1'));
  const after = await rows();
  const versions = (of: typeof before) => Object.fromEntries(of.map(({ key, version }) => [key, version]));
  assert.deepEqual(
    after.map(({ key, value }) => [key, value]),
    [
      ['Changes', '2'],
      ['SchedulerBackendName', 'backend'],
      ['Stays', '1'],
    ],
  );
  assert.equal(versions(after)['Stays'], versions(before)['Stays']);
  assert.notEqual(versions(after)['Changes'], versions(before)['Changes']);
});

test('A start changes neither desired state nor reason, comment or what the last session left', async () => {
  const driveName = await driveThatIsUp('again');
  await changeDriveComment(db, driveName, 'noisy', example.author);
  await reportDriveStatus(db, driveName, { status: 'TRANSFERING', mount, files: 3, bytes: 4 });
  const before = await readDrive(db, driveName);
  assert.equal(await registerDrive(db, registration('again', { ctaVersion: '0.2.0' })), 'known');
  const { ctaVersion, lastUpdated, ...after } = await readDrive(db, driveName);
  assert.equal(ctaVersion, '0.2.0');
  assert.ok(lastUpdated !== null);
  assert.deepEqual({ ...before, ctaVersion, lastUpdated }, { ...after, ctaVersion, lastUpdated });
  await putDriveDown(db, driveName, fault);
  await registerDrive(db, registration('again'));
  assert.deepEqual(await desiredOf(driveName), { state: 'DOWN', ...fault, forced: false });
});

test('A drive of another host, library or spelling is DRIVE_REGISTERED_ELSEWHERE', async () => {
  await registerDrive(db, registration('here'));
  const others = [{ host: 'other' }, { logicalLibrary: 'other' }, { driveName: DriveName('HERE') }];
  for (const changes of others) {
    const elsewhere = registerDrive(db, registration('here', changes));
    await assert.rejects(elsewhere, (error) => isCondition(error, 'DRIVE_REGISTERED_ELSEWHERE'));
  }
});

test('The rule of the reason: the first failure stays, later ones are history', async () => {
  const driveName = await driveThatIsUp('rule');
  assert.equal(await putDriveDown(db, driveName, fault), 'put-down');
  assert.equal(await putDriveDown(db, driveName, { ...fault, code: 'D103', text: 'later' }), 'already-down');
  assert.deepEqual(await desiredOf(driveName), { state: 'DOWN', ...fault, forced: false });
  assert.deepEqual(await eventsOf(driveName, 2), [
    ['FAULT_WHILE_DOWN', 'D103', 'later'],
    ['PUT_DOWN', 'D104', 'tape stuck'],
  ]);
});

test('Of several that put a drive down at once one does', async () => {
  const driveName = await driveThatIsUp('several');
  const pool = open({ maxConnections: 8 });
  const answers = await Promise.all(Array.from({ length: 8 }, () => putDriveDown(pool, driveName, fault)));
  assert.equal(answers.filter((answer) => answer === 'put-down').length, 1);
  assert.equal((await eventsOf(driveName)).filter(([kind]) => kind === 'FAULT_WHILE_DOWN').length, 7);
});

test('An operator sets up, down for a reason, and changes the reason', async () => {
  const driveName = await driveThatIsUp('orders');
  assert.deepEqual(await desiredOf(driveName), { state: 'UP' });
  await setDriveDown(db, driveName, { text: 'cleaning', actor, forced: true });
  assert.deepEqual(await desiredOf(driveName), { state: 'DOWN', code: null, text: 'cleaning', actor, forced: true });
  await changeReason(db, driveName, { text: 'repair', actor });
  assert.deepEqual(await desiredOf(driveName), { state: 'DOWN', code: null, text: 'repair', actor, forced: true });
  await setDriveUp(db, driveName, { text: 'repaired', actor });
  assert.deepEqual(await eventsOf(driveName, 3), [
    ['SET_UP', null, 'repaired'],
    ['REASON_CHANGED', null, 'repair'],
    ['SET_DOWN', null, 'cleaning'],
  ]);
  const noReason = setDriveDown(db, driveName, { text: ' ', actor, forced: false });
  await assert.rejects(noReason, (error) => isCondition(error, 'VALUE_INVALID'));
});

test('An unknown drive is NO_SUCH_ENTITY for everybody', async () => {
  const unknown = DriveName('unknown');
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => readDrive(db, unknown),
    () => putDriveDown(db, unknown, fault),
    () => setDriveUp(db, unknown, { actor }),
    () => reportDriveStatus(db, unknown, { status: 'UP' }),
    () => reportDriveHardware(db, unknown, hardware),
    () => removeDrive(db, unknown, { actor, forced: true }),
    () => changeDriveComment(db, unknown, 'comment', example.author),
  ];
  for (const attempt of attempts) {
    await assert.rejects(attempt, (error) => isCondition(error, 'NO_SUCH_ENTITY'));
  }
});

test('Each status is read as it was reported, and does not touch the desired state', async () => {
  const driveName = await driveThatIsUp('statuses');
  const reports: readonly DriveStatusReport[] = [
    { status: 'PROBING' },
    { status: 'UP' },
    { status: 'STARTING', mount },
    { status: 'MOUNTING', mount },
    { status: 'UNLOADING', mount },
    { status: 'UNMOUNTING', mount },
    { status: 'DRAININGTODISK', mount },
    { status: 'CLEANINGUP', mount },
    { status: 'SHUTDOWN' },
    { status: 'DOWN' },
  ];
  for (const report of reports) {
    await reportDriveStatus(db, driveName, report);
    const { since, ...session } = (await readDrive(db, driveName)).session;
    assert.ok(since instanceof Date);
    assert.deepEqual(session, report);
    assert.deepEqual(await desiredOf(driveName), { state: 'UP' });
  }
  const statuses = (await eventsOf(driveName, reports.length)).map(([, , status]) => status);
  assert.deepEqual(
    statuses.toReversed(),
    reports.map(({ status }) => status),
  );
});

test('Further numbers of a transfer are no event; another mount is one', async () => {
  const driveName = await driveThatIsUp('numbers');
  await reportDriveStatus(db, driveName, { status: 'STARTING', mount });
  await reportDriveStatus(db, driveName, { status: 'TRANSFERING', mount, files: 0, bytes: 0 });
  await reportDriveStatus(db, driveName, { status: 'TRANSFERING', mount, files: 1, bytes: 2 ** 50 });
  const { session } = await readDrive(db, driveName);
  assert.ok(session.status === 'TRANSFERING');
  assert.deepEqual([session.files, session.bytes, session.mount], [1n, 2n ** 50n, mount]);
  assert.equal((await eventsOf(driveName)).length, 4);
  const other = { ...mount, mountId: MountId(6n) };
  await reportDriveStatus(db, driveName, { status: 'TRANSFERING', mount: other, files: 0, bytes: 0 });
  const [latest] = await driveHistory(db, driveName, 1);
  assert.deepEqual([latest?.text, latest?.mountId, latest?.vid], ['TRANSFERING', 6n, vid]);
});

test('Cleaning up without a mount leaves the one on record, which recovery reads', async () => {
  const driveName = await driveThatIsUp('cleaning');
  await reportDriveStatus(db, driveName, { status: 'MOUNTING', mount });
  await reportDriveStatus(db, driveName, { status: 'CLEANINGUP' });
  const { session } = await readDrive(db, driveName);
  assert.ok(session.status === 'CLEANINGUP');
  assert.deepEqual(session.mount, mount);
  await reportDriveStatus(db, driveName, { status: 'CLEANINGUP' });
  assert.deepEqual((await eventsOf(driveName)).map(([, , text]) => text).slice(0, 2), ['CLEANINGUP', 'MOUNTING']);
});

const hardware = {
  vendor: 'IBM',
  product: 'ULT3580-TD9',
  serialNumber: '123',
  firmware: 'A',
  mediumPresent: null,
  mediumLabel: null,
  tapeAlertFlags: [],
  cleaningDue: false,
  lastSense: null,
};

test('Hardware is replaced by each report; flags that are new become an event', async () => {
  const driveName = await driveThatIsUp('hardware');
  assert.equal(await readDriveHardware(db, driveName), undefined);
  await reportDriveHardware(db, driveName, hardware);
  const worse = { ...hardware, mediumPresent: true, tapeAlertFlags: [20, 3] };
  await reportDriveHardware(db, driveName, worse);
  await reportDriveHardware(db, driveName, worse);
  const { reportedAt, ...found } = (await readDriveHardware(db, driveName)) ?? assert.fail();
  assert.ok(reportedAt instanceof Date);
  assert.deepEqual(found, worse);
  const alerts = (await eventsOf(driveName)).filter(([kind]) => kind === 'HARDWARE_ALERT');
  assert.deepEqual(alerts, [['HARDWARE_ALERT', null, 'TapeAlert flags 20, 3']]);
});

test('A drive that works is removed only by force; its history stays', async () => {
  const driveName = await driveThatIsUp('removed');
  await reportDriveStatus(db, driveName, { status: 'UP' });
  const refused = removeDrive(db, driveName, { actor, forced: false });
  await assert.rejects(refused, (error) => isCondition(error, 'ENTITY_IN_USE'));
  await removeDrive(db, driveName, { actor, forced: true });
  assert.ok(!(await listDrives(db)).some((drive) => drive.driveName === driveName));
  assert.deepEqual(await eventsOf(driveName, 1), [['REMOVED', null, 'UP']]);
});

test('History is never changed', async () => {
  const change = db.execute(sql`UPDATE DRIVE_EVENT SET TEXT = 'other'`);
  await assert.rejects(change, (error) => isCondition(error, 'DATABASE_ERROR'));
});
