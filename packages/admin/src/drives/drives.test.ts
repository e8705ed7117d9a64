import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DriveName,
  MountId,
  putDriveDown,
  registerDrive,
  reportDriveHardware,
  reportDriveStatus,
  reportService,
  Vid,
} from '@cta/catalogue';
import { addTwoPools, adminRig } from '../admin-rig.test.ts';
import {
  changeDriveComment,
  driveHistory,
  listDriveHardware,
  listDrives,
  listServices,
  removeDrives,
  setDrivesDown,
  setDrivesUp,
} from '../index.ts';

const admin = await adminRig();
await addTwoPools(admin);
for (const driveName of ['DRIVE1', 'DRIVE2', 'OTHER']) {
  await registerDrive(admin.catalogueDb, {
    driveName: DriveName(driveName),
    host: 'tpsrv01',
    logicalLibrary: 'library',
    devFileName: '/dev/nst0',
    rawLibrarySlot: 'smc0',
    ctaVersion: '0.1.0',
    schedulerBackendName: 'postgres',
    driveConfig: [{ category: 'taped', key: 'archive.flush', value: '200', source: 'file' }],
  });
}
const drive = DriveName('DRIVE1');

async function states(): Promise<readonly string[]> {
  return (await listDrives(admin)).map(
    ({ driveName, desiredDriveState, reason }) => `${driveName} ${desiredDriveState} ${reason}`,
  );
}

test('drives that nobody set up are down, with the code that says so', async () => {
  const [first] = await listDrives(admin, 'DRIVE1');
  assert.deepEqual(
    [first?.desiredDriveState, first?.reasonCode, first?.mountType, first?.logicalLibrary, first?.sessionElapsedTime],
    ['DOWN', 'D001', 'NO_MOUNT', 'library', 0n],
  );
  assert.ok(first?.driveConfig.some(({ key, value }) => key === 'archive.flush' && value === '200'));
});

test('orders go to the drives whose whole name matches, and say what was done', async () => {
  assert.deepEqual(await setDrivesUp(admin, { pattern: 'DRIVE[12]', reason: '' }), [
    'Drive DRIVE1: set Up.',
    'Drive DRIVE2: set Up.',
  ]);
  assert.deepEqual(await setDrivesDown(admin, { pattern: 'DRIVE2', reason: 'new belt', force: true }), [
    'Drive DRIVE2: set Down (forced).',
  ]);
  const [one, two] = await states();
  assert.deepEqual([one, two], ['DRIVE1 UP ', 'DRIVE2 DOWN new belt']);
  assert.deepEqual(await setDrivesUp(admin, { pattern: 'DRIVE', reason: '' }), [
    'No drives match "^DRIVE$". No action was taken.',
  ]);
  assert.deepEqual(await changeDriveComment(admin, { pattern: 'DRIVE1', comment: 'left door' }), [
    'Drive DRIVE1: set a new comment.',
  ]);
  assert.equal((await listDrives(admin, 'DRIVE1'))[0]?.comment, 'left door');
});

test('what cannot be ordered is refused', async () => {
  const condition = 'VALUE_INVALID';
  await assert.rejects(setDrivesDown(admin, { pattern: 'DRIVE1', reason: ' ', force: false }), { condition });
  await assert.rejects(changeDriveComment(admin, { pattern: 'DRIVE1', comment: '' }), { condition });
  await assert.rejects(setDrivesUp(admin, { pattern: '(', reason: '' }), { condition });
  await assert.rejects(listDrives(admin, 'NONE'), { condition: 'NO_SUCH_ENTITY' });
});

test('a drive that its service put down keeps that reason and code in the list, and its history has all of it', async () => {
  await putDriveDown(admin.catalogueDb, drive, { code: 'D104', text: 'no load', actor: 'cta-taped' });
  const [down] = await listDrives(admin, 'DRIVE1');
  assert.deepEqual([down?.desiredDriveState, down?.reasonCode, down?.reason], ['DOWN', 'D104', 'no load']);
  const history = await driveHistory(admin, 'DRIVE1', 3);
  assert.deepEqual(
    history.map(({ kind, code, actor }) => [kind, code, actor]),
    [
      ['PUT_DOWN', 'D104', 'cta-taped'],
      ['SET_UP', '', 'operator@desk'],
      ['REGISTERED', 'D001', history[2]?.actor],
    ],
  );
});

test('a drive in a mount is listed with what it moves', async () => {
  await reportDriveStatus(admin.catalogueDb, drive, {
    status: 'TRANSFERING',
    mount: { mountId: MountId(7n), type: 'RETRIEVE', vid: Vid('V00001'), tapePool: 'first', vo: 'vo', priority: 3 },
    files: 12,
    bytes: 3_000_000,
  });
  const [busy] = await listDrives(admin, 'DRIVE1');
  assert.deepEqual(
    [
      busy?.driveStatus,
      busy?.mountType,
      busy?.vid,
      busy?.sessionId,
      busy?.filesTransferredInSession,
      busy?.currentPriority,
    ],
    ['TRANSFERRING', 'RETRIEVE', 'V00001', 7n, 12n, 3n],
  );
});

test('what the hardware said is listed, also where it never said anything', async () => {
  await reportDriveHardware(admin.catalogueDb, drive, {
    vendor: 'IBM',
    product: 'ULT3580-TD9',
    serialNumber: '0007820001',
    firmware: 'R3G3',
    mediumPresent: null,
    mediumLabel: null,
    tapeAlertFlags: [20],
    cleaningDue: true,
    lastSense: null,
  });
  const [first, second] = await listDriveHardware(admin);
  assert.deepEqual([first?.firmware, first?.tapeAlertFlags, first && 'mediumPresent' in first], ['R3G3', [20], false]);
  assert.deepEqual(second, { driveName: 'DRIVE2' });
});

test('only a drive that does nothing is removed, unless it is forced; its history stays', async () => {
  assert.deepEqual(await removeDrives(admin, { pattern: 'DRIVE1', force: false }), [
    'Drive DRIVE1 in state TRANSFERING and force is not set (skipped).',
  ]);
  assert.deepEqual(await removeDrives(admin, { pattern: 'DRIVE1', force: true }), ['Drive DRIVE1 removed (forced).']);
  assert.deepEqual(await removeDrives(admin, { pattern: 'DRIVE1', force: true }), [
    'No drives match "^DRIVE1$". No drives were removed.',
  ]);
  assert.equal((await driveHistory(admin, 'DRIVE1', 1))[0]?.kind, 'REMOVED');
});

test('services are listed with their phase and the seconds since they were heard of', async () => {
  await reportService(admin.catalogueDb, {
    kind: 'maintd',
    instance: 'maintd',
    host: 'tpsrv01',
    pid: 42,
    version: '0.1.0',
    startedAt: new Date(1_700_000_000_000),
    phase: 'degraded',
    conditionCode: 'B101',
  });
  const [service] = await listServices(admin);
  assert.deepEqual(
    [service?.kind, service?.phase, service?.conditionCode, service?.startTime, service?.secondsSinceHeartbeat],
    ['maintd', 'degraded', 'B101', 1_700_000_000n, 0n],
  );
});
