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
  type ServiceInstance,
  Vid,
} from '@cta/catalogue';
import { sql } from '@cta/database';
import { addTwoPools, adminRig } from '../admin-rig.test.ts';
import {
  changeDriveComment,
  driveHistory,
  listDriveHardware,
  listDrives,
  listServices,
  removeDrives,
  removeService,
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
const staleAfterMs = 60_000;

async function states(): Promise<readonly string[]> {
  return (await listDrives(admin, { staleAfterMs })).map(
    ({ driveName, desiredDriveState, reason }) => `${driveName} ${desiredDriveState} ${reason}`,
  );
}

test('drives that nobody set up are down, with the code that says so', async () => {
  const [first] = await listDrives(admin, { pattern: 'DRIVE1', staleAfterMs });
  assert.deepEqual(
    [first?.desiredDriveState, first?.reasonCode, first?.mountType, first?.logicalLibrary, first?.sessionElapsedTime],
    ['DOWN', 'D001', 'NO_MOUNT', 'library', 0n],
  );
  assert.ok(first?.driveConfig.some(({ key, value }) => key === 'archive.flush' && value === '200'));
});

test('orders go to the drives whose whole name matches, and say what was done', async () => {
  const { sentences, drives } = await setDrivesUp(admin, { pattern: 'DRIVE[12]', reason: '' });
  assert.equal(sentences.length, 2);
  for (const [index, sentence] of sentences.entries()) {
    assert.match(
      sentence,
      new RegExp(`^Drive DRIVE${index + 1}: set Up. It was down since .*Z by cta-taped@tpsrv01, for D001 `),
    );
  }
  assert.deepEqual(await sentencesOf(setDrivesUp(admin, { pattern: 'DRIVE2', reason: '' })), ['Drive DRIVE2: set Up.']);
  assert.deepEqual(await sentencesOf(setDrivesDown(admin, { pattern: 'DRIVE2', reason: 'new belt', force: true })), [
    'Drive DRIVE2: set Down (forced).',
  ]);
  assert.deepEqual(
    drives.map(({ driveName, desiredDriveState, before }) => [
      driveName,
      desiredDriveState,
      before.desiredDriveState,
      before.reasonCode,
      before.reasonActor,
    ]),
    ['DRIVE1', 'DRIVE2'].map((name) => [name, 'UP', 'DOWN', 'D001', 'cta-taped@tpsrv01']),
  );
  const [one, two] = await states();
  assert.deepEqual([one, two], ['DRIVE1 UP ', 'DRIVE2 DOWN new belt']);
  assert.deepEqual(await sentencesOf(setDrivesUp(admin, { pattern: 'DRIVE', reason: '' })), [
    'No drives match "^DRIVE$". No action was taken.',
  ]);
  assert.deepEqual(await sentencesOf(changeDriveComment(admin, { pattern: 'DRIVE1', comment: 'left door' })), [
    'Drive DRIVE1: set a new comment.',
  ]);
  assert.equal((await listDrives(admin, { pattern: 'DRIVE1', staleAfterMs }))[0]?.comment, 'left door');
});

test('what cannot be ordered is refused', async () => {
  const condition = 'VALUE_INVALID';
  await assert.rejects(setDrivesDown(admin, { pattern: 'DRIVE1', reason: ' ', force: false }), { condition });
  await assert.rejects(changeDriveComment(admin, { pattern: 'DRIVE1', comment: '' }), { condition });
  await assert.rejects(setDrivesUp(admin, { pattern: '(', reason: '' }), { condition });
  await assert.rejects(listDrives(admin, { pattern: 'NONE', staleAfterMs }), { condition: 'NO_SUCH_ENTITY' });
});

test('a drive that its service put down keeps that reason and code in the list, and its history has all of it', async () => {
  await putDriveDown(admin.catalogueDb, drive, { code: 'D104', text: 'no load', actor: 'cta-taped' });
  const [down] = await listDrives(admin, { pattern: 'DRIVE1', staleAfterMs });
  assert.deepEqual([down?.desiredDriveState, down?.reasonCode, down?.reason], ['DOWN', 'D104', 'no load']);
  const history = await driveHistory(admin, 'DRIVE1', { limit: 3 });
  assert.deepEqual(
    history.map(({ kind, code, actor }) => [kind, code, actor]),
    [
      ['PUT_DOWN', 'D104', 'cta-taped'],
      ['SET_UP', '', 'operator@desk'],
      ['REGISTERED', 'D001', history[2]?.actor],
    ],
  );
});

test('the history of a drive that is down begins with what it is down for, however much came after it', async () => {
  for (const status of ['DOWN', 'PROBING', 'DOWN'] as const)
    await reportDriveStatus(admin.catalogueDb, drive, { status });
  await putDriveDown(admin.catalogueDb, drive, { code: 'D105', text: 'stuck', actor: 'cta-taped' });
  const kinds = async (options: { readonly limit: number; readonly sessions?: boolean }) =>
    (await driveHistory(admin, 'DRIVE1', options)).map(({ kind, code, whyDown }) => [kind, code, whyDown ?? false]);
  assert.deepEqual(await kinds({ limit: 3 }), [
    ['PUT_DOWN', 'D104', true],
    ['FAULT_WHILE_DOWN', 'D105', false],
    ['SESSION_STATUS', '', false],
  ]);
  assert.deepEqual(await kinds({ limit: 3, sessions: false }), [
    ['PUT_DOWN', 'D104', true],
    ['FAULT_WHILE_DOWN', 'D105', false],
    ['SET_UP', '', false],
  ]);
});

test('a drive in a mount is listed with what it moves', async () => {
  await reportDriveStatus(admin.catalogueDb, drive, {
    status: 'TRANSFERING',
    mount: { mountId: MountId(7n), type: 'RETRIEVE', vid: Vid('V00001'), tapePool: 'first', vo: 'vo', priority: 3 },
    files: 12,
    bytes: 3_000_000,
  });
  const [busy] = await listDrives(admin, { pattern: 'DRIVE1', staleAfterMs });
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
  const [first, second] = await listDriveHardware(admin, { staleAfterMs });
  assert.deepEqual([first?.firmware, first?.tapeAlertFlags, first && 'mediumPresent' in first], ['R3G3', [20], false]);
  assert.deepEqual(second, { driveName: 'DRIVE2' });
});

test('what hardware said is stale where nobody looks any more, or a drive that is DOWN has not answered for too long', async () => {
  const isStale = async (limitMs: number) =>
    (await listDriveHardware(admin, { pattern: 'DRIVE1', staleAfterMs: limitMs })).map(({ stale }) => stale);
  const say = (status: 'UP' | 'DOWN' | 'SHUTDOWN') => reportDriveStatus(admin.catalogueDb, drive, { status });
  await say('DOWN');
  assert.deepEqual([await isStale(staleAfterMs), await isStale(-1)], [[false], [true]]);
  await say('SHUTDOWN');
  assert.deepEqual(await isStale(staleAfterMs), [true]);
  await say('UP');
  assert.deepEqual(await isStale(staleAfterMs), [false]);
  await reportDriveStatus(admin.catalogueDb, drive, {
    status: 'TRANSFERING',
    mount: { mountId: MountId(7n), type: 'RETRIEVE', vid: Vid('V00001'), tapePool: 'first', vo: 'vo', priority: 3 },
    files: 12,
    bytes: 3_000_000,
  });
});

test('only a drive that does nothing is removed, unless it is forced; its history stays', async () => {
  assert.deepEqual(await sentencesOf(removeDrives(admin, { pattern: 'DRIVE1', force: false })), [
    'Drive DRIVE1 in state TRANSFERING and force is not set (skipped).',
  ]);
  assert.deepEqual(await sentencesOf(removeDrives(admin, { pattern: 'DRIVE1', force: true })), [
    'Drive DRIVE1 removed (forced).',
  ]);
  assert.deepEqual(await sentencesOf(removeDrives(admin, { pattern: 'DRIVE1', force: true })), [
    'No drives match "^DRIVE1$". No drives were removed.',
  ]);
  assert.equal((await driveHistory(admin, 'DRIVE1', { limit: 1 }))[0]?.kind, 'REMOVED');
});

async function sentencesOf(answer: Promise<{ readonly sentences: readonly string[] }>): Promise<readonly string[]> {
  return (await answer).sentences;
}

/** A sign of life of a service, so many seconds ago. */
async function heardOf(
  service: Pick<ServiceInstance, 'kind' | 'instance' | 'phase' | 'conditionCode'>,
  secondsAgo: number,
): Promise<void> {
  const startedAt = new Date(1_700_000_000_000);
  await reportService(admin.catalogueDb, { ...service, host: 'tpsrv01', pid: 42, version: '0.1.0', startedAt });
  await admin.catalogueDb.execute(sql`
    UPDATE SERVICE_INSTANCE SET HEARTBEAT_AT = HEARTBEAT_AT - ${secondsAgo} * interval '1 s'
     WHERE KIND = ${service.kind} AND INSTANCE = ${service.instance}`);
}

test('what a drive does is stale once its service is not heard of, unless it was shut down', async () => {
  const other = DriveName('OTHER');
  const look = async () => {
    const [item] = await listDrives(admin, { pattern: other, staleAfterMs });
    return [item?.driveStatus, item?.servicePhase, item?.serviceCode, item?.stale];
  };
  await setDrivesUp(admin, { pattern: other, reason: '' });
  await reportDriveStatus(admin.catalogueDb, other, { status: 'UP' });
  assert.deepEqual(await look(), ['UP', undefined, '', false], 'heard of just now');
  await heardOf({ kind: 'taped', instance: other, phase: 'degraded', conditionCode: 'B101' }, 5);
  assert.deepEqual(await look(), ['UP', 'degraded', 'B101', false]);
  await heardOf({ kind: 'taped', instance: other, phase: 'ready', conditionCode: null }, 61);
  assert.deepEqual(await look(), ['UP', 'ready', '', true]);
  await heardOf({ kind: 'taped', instance: other, phase: 'stopping', conditionCode: null }, 61);
  await reportDriveStatus(admin.catalogueDb, other, { status: 'SHUTDOWN' });
  assert.deepEqual(await look(), ['SHUTDOWN', 'stopped', '', false]);
});

test('what was said before a clock was put back was said just now', async () => {
  const other = DriveName('OTHER');
  await reportDriveStatus(admin.catalogueDb, other, { status: 'UP' });
  await heardOf({ kind: 'taped', instance: other, phase: 'ready', conditionCode: null }, -3600);
  await admin.catalogueDb.execute(sql`
    UPDATE DRIVE_STATE SET LAST_UPDATE_TIME = LAST_UPDATE_TIME + 3600 WHERE DRIVE_NAME = ${other}`);
  const [item] = await listDrives(admin, { pattern: other, staleAfterMs });
  assert.deepEqual([item?.timeSinceHeard, item?.timeSinceLastUpdate, item?.stale], [0n, 0n, false]);
});

test('services are listed with their phase and the seconds since they were heard of', async () => {
  await heardOf({ kind: 'maintd', instance: 'maintd', phase: 'degraded', conditionCode: 'B101' }, 0);
  await heardOf({ kind: 'maintd', instance: 'gone', phase: 'ready', conditionCode: null }, 3600);
  const [gone, service, stopped] = await listServices(admin, { staleAfterMs });
  assert.deepEqual(
    [service?.kind, service?.phase, service?.conditionCode, service?.startTime, service?.secondsSinceHeartbeat],
    ['maintd', 'degraded', 'B101', 1_700_000_000n, 0n],
  );
  assert.deepEqual([gone?.stale, service?.stale, stopped?.stale], [true, false, false]);
});

test('a service that will not come back is forgotten', async () => {
  const gone = { kind: 'maintd', name: 'gone', host: 'tpsrv01' } as const;
  await removeService(admin, gone);
  await assert.rejects(removeService(admin, gone), { condition: 'NO_SUCH_ENTITY' });
});
