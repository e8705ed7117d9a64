import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { DriveName, MountId, type Vid } from '../identifiers.ts';
import { changeTapeState, disableTape } from '../tapes/tape-state.ts';
import { putDriveDown, setDriveUp } from './desired-state.ts';
import { registerDrive } from './register-drive.ts';
import { reportDriveStatus } from './report-drive-status.ts';
import { driveHistory } from './drive-history.ts';
import {
  firstSessionFault,
  type PastSession,
  pairHistory,
  recordSessionFault,
  settleSessionFault,
} from './session-history.ts';

const { db } = await testDatabase(exampleCatalogueTemplate);
const [vid, otherVid] = example.vids;
const actor = 'cta-taped@tapeserver';
// The tapes of the example have just been made.
await db.execute(sql`UPDATE TAPE SET STATE_UPDATE_TIME = STATE_UPDATE_TIME - 60`);
const drives = { isOfLibrary: false };
let lastMountId = 0n;

async function driveThatIsUp(name: string): Promise<DriveName> {
  const driveName = DriveName(name);
  await registerDrive(db, {
    driveName,
    host: example.host,
    logicalLibrary: example.logicalLibrary,
    devFileName: '/dev/nst0',
    rawLibrarySlot: '0',
    ctaVersion: '0.1.0',
    schedulerBackendName: 'backend',
    driveConfig: [],
  });
  await setDriveUp(db, driveName, { actor });
  return driveName;
}

/** A session from its beginning to the cartridge's return. */
async function session(driveName: DriveName, tape: Vid, end: 'well' | 'empty' | 'D104'): Promise<void> {
  lastMountId += 1n;
  const mount = { mountId: MountId(lastMountId), type: 'RETRIEVE', vid: tape, tapePool: 'pool1', vo: 'vo' } as const;
  await reportDriveStatus(db, driveName, { status: 'MOUNTING', mount });
  if (end === 'well') await reportDriveStatus(db, driveName, { status: 'TRANSFERING', mount, files: 1, bytes: 1 });
  if (end === 'D104') {
    await recordSessionFault(
      db,
      driveName,
      { mountId: mount.mountId, vid: tape, code: end, text: 'stuck', actor },
      drives,
    );
  }
  await reportDriveStatus(db, driveName, { status: 'UNMOUNTING', mount });
  await reportDriveStatus(db, driveName, { status: 'UP' });
}

const told = (sessions: readonly PastSession[]) =>
  sessions.map(({ driveName, vid: tape, fault, explained }) => [driveName, tape, fault, explained]);

test('the history of a pair has what each has been through, the latest first, and nothing that moved no data', async () => {
  const [one, two] = [await driveThatIsUp('one'), await driveThatIsUp('two')];
  await session(one, vid, 'well');
  await session(one, vid, 'empty');
  await session(one, otherVid, 'D104');
  await session(two, vid, 'D104');
  const { ofDrive, ofTape } = await pairHistory(db, one, vid);
  assert.deepEqual(told(ofDrive), [
    [one, otherVid, 'D104', false],
    [one, vid, null, false],
  ]);
  assert.deepEqual(told(ofTape), [
    [two, vid, 'D104', false],
    [one, vid, null, false],
  ]);
});

test('a drive that was put down, or a tape that was disabled, explains the faults of the other', async () => {
  const [three, four] = [await driveThatIsUp('three'), await driveThatIsUp('four')];
  await session(three, otherVid, 'D104');
  await putDriveDown(db, three, { code: 'D104', text: 'stuck', actor });
  const { ofTape } = await pairHistory(db, four, otherVid);
  assert.deepEqual(told(ofTape)[0], [three, otherVid, 'D104', true]);
  await session(four, vid, 'D104');
  await disableTape(db, vid, { code: 'M101', reason: 'creased', actor });
  const { ofDrive } = await pairHistory(db, four, otherVid);
  assert.deepEqual(told(ofDrive), [[four, vid, 'D104', true]]);
});

test('whoever sets a drive up or changes the state of a tape vouches for it', async () => {
  const five = await driveThatIsUp('five');
  await session(five, otherVid, 'D104');
  await setDriveUp(db, five, { actor });
  assert.deepEqual((await pairHistory(db, five, otherVid)).ofDrive, []);
  const author = { user: 'operator', host: 'console' };
  await changeTapeState(db, vid, { state: 'ACTIVE', reason: null }, author, async () => {});
  assert.deepEqual((await pairHistory(db, five, vid)).ofTape, []);
});

test('a fault that nobody was there to tell is recorded once, and not where the mount has one already', async () => {
  const driveName = await driveThatIsUp('died');
  const fault = (mountId: bigint, code: 'S606' | 'S607') => ({
    mountId: MountId(mountId),
    vid,
    code,
    text: code,
    actor,
  });
  const death = fault(901n, 'S607');
  await settleSessionFault(db, driveName, death);
  await settleSessionFault(db, driveName, death);
  await recordSessionFault(db, driveName, fault(902n, 'S606'), drives);
  await settleSessionFault(db, driveName, fault(902n, 'S607'));
  const history = await driveHistory(db, driveName, 10);
  assert.deepEqual(
    history.filter(({ kind }) => kind === 'SESSION_FAULT').map(({ code, mountId }) => [code, mountId]),
    [
      ['S606', 902n],
      ['S607', 901n],
    ],
  );
});

test('the first fault of a mount is open until the drive was put down, or somebody has set it up', async () => {
  const driveName = await driveThatIsUp('judged');
  const fail = (mountId: bigint, code: 'D103' | 'D104') =>
    recordSessionFault(
      db,
      driveName,
      { mountId: MountId(mountId), vid, code, text: `${code} of the drive`, actor },
      drives,
    );
  const first = (mountId: bigint) => firstSessionFault(db, driveName, MountId(mountId));
  const fault = (code: 'D103' | 'D104', isOpen: boolean) => ({ code, text: `${code} of the drive`, isOpen });
  assert.equal(await first(903n), undefined);
  await fail(903n, 'D103');
  await fail(903n, 'D104');
  assert.deepEqual(await first(903n), fault('D103', true));
  await putDriveDown(db, driveName, { code: 'D103', text: 'D103 of the drive', actor });
  assert.deepEqual(await first(903n), fault('D103', false));
  await fail(904n, 'D104');
  assert.deepEqual(await first(904n), fault('D104', true));
  await putDriveDown(db, driveName, { code: 'D104', text: 'D104 of the drive', actor });
  assert.deepEqual(await first(904n), fault('D104', false), 'it was DOWN already');
  await fail(905n, 'D104');
  await setDriveUp(db, driveName, { actor });
  assert.deepEqual(await first(905n), fault('D104', false));
});
