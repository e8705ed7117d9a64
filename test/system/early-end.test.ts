import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { type ArchiveSubmission, setDrivesUp } from '@cta/admin';
import { driveHistory, DriveName, readDrive } from '@cta/catalogue';
import { liveMounts, requestProgress } from '@cta/scheduler';
import { loggedEvent, type TomlTables } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';
import { serials } from './rig/fault-scene.ts';
import { onHangingDrive } from './rig/trouble-environment.ts';

const rig = await buildRig({ tapes: [{ vid: 'E00001', pool: 'first_pool' }] });
const { admin } = rig;
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);
const home = JSON.stringify(await rig.library.places());
const fileBytes = 20_000_000;
const queuedAgain = { queued: 1, active: 0, done: 0, failed: 0 };
const archived = { queued: 0, active: 0, done: 1, failed: 0 };
const smallBytes = 1000;
const shortGrace = {
  scheduling: { idle_poll: '150ms', desired_state_poll: '150ms', heartbeat: '500ms', stop_grace: '1s' },
};
/** The drive stands still while this file is there. */
const sign = rig.outside('drive-hangs-in');
let files = 0;

async function start(changes: TomlTables = {}): Promise<void> {
  const { main, environment } = onHangingDrive(sign);
  await drive.start(changes, { main, environment });
  await drive.program.logged('service_ready', AbortSignal.timeout(60_000));
}

function untilStatus(status: string) {
  return rig.until(status, async () => {
    const found = await readDrive(admin.catalogueDb, driveName);
    return found.session.status === status ? found : undefined;
  });
}

/**
 * A session that stands still in the middle of a large file, in a service that has just been started.
 * @param before sizes of files that are on tape by then, and not yet flushed
 */
async function sessionInTheMiddleOfAFile(
  changes?: TomlTables,
  before: readonly number[] = [],
): Promise<ArchiveSubmission> {
  await start(changes);
  await writeFile(sign, 'write 20');
  await setDrivesUp(admin, { pattern: driveName, reason: '' });
  files += 1;
  const sizes = [...before, fileBytes];
  const paths = await Promise.all(sizes.map((size, index) => rig.makeFile(`file${files}-${index}`, size)));
  const submission = await rig.archive(paths, 'one_copy');
  await rig.until('the middle of the file', async () => {
    const { session } = await readDrive(admin.catalogueDb, driveName);
    return session.status === 'TRANSFERING' && session.bytes > BigInt(smallBytes) ? true : undefined;
  });
  return submission;
}

/** Sends SIGTERM once or twice. */
async function terminate(times: 1 | 2): Promise<void> {
  const { program } = drive;
  for (const event of ['service_stopping', 'service_hurrying'].slice(0, times)) {
    process.kill(program.processId ?? assert.fail(), 'SIGTERM');
    await program.logged(event, AbortSignal.timeout(60_000));
  }
}

function untilSeen(forced: boolean) {
  return rig.until('the wish of the operator', () =>
    loggedEvent(drive.program.logFile, 'drive_desired_state_seen', { desired: 'down', forced }),
  );
}

/** What the last session has moved. */
function moved() {
  const finished = loggedEvent(drive.program.logFile, 'session_finished');
  return { files: Number(finished?.['files']), bytes: Number(finished?.['bytes']) };
}

async function assertAtRest(): Promise<void> {
  assert.deepEqual(await liveMounts(admin.schedulerDb), []);
  assert.equal(JSON.stringify(await rig.library.places()), home);
}

async function assertDown(reason: string): Promise<void> {
  const { desired } = await untilStatus('DOWN');
  assert.ok(desired.state === 'DOWN');
  assert.deepEqual([desired.code, desired.text], [null, reason]);
  await assertAtRest();
}

async function assertArchivedNow(submission: ArchiveSubmission): Promise<void> {
  await setDrivesUp(admin, { pattern: driveName, reason: '' });
  assert.deepEqual(await rig.settled(submission), { ...archived, done: submission.queued.length });
  await untilStatus('UP');
  await drive.stop();
}

before(async () => {
  await start();
  await setDrivesUp(admin, { pattern: driveName, reason: '' });
  await rig.label('E00001');
  await drive.stop();
});

test('a drive that is forced down ends its session at the next block; the file is queued again, and archived later', async () => {
  const submission = await sessionInTheMiddleOfAFile();
  const { status } = await rig.cli('drive', 'down', driveName, '--force', '-r', 'belt smells');
  assert.equal(status, 0);
  await untilSeen(true);
  await rm(sign);
  await assertDown('belt smells');
  const { files: filesMoved, bytes } = moved();
  assert.ok(filesMoved === 0 && bytes > 0 && bytes < fileBytes / 2, `${bytes} bytes were moved`);
  assert.deepEqual(await requestProgress(admin.schedulerDb, submission), queuedAgain);
  await assertArchivedNow(submission);
});

test('a drive that was set down, and is then forced down, ends its session at the next block', async () => {
  const submission = await sessionInTheMiddleOfAFile();
  await rig.cli('drive', 'down', driveName, '-r', 'new belt');
  await untilSeen(false);
  await rig.cli('drive', 'down', driveName, '--force', '-r', 'belt burns');
  await untilSeen(true);
  await rm(sign);
  await assertDown('belt burns');
  assert.deepEqual(await requestProgress(admin.schedulerDb, submission), queuedAgain);
  await assertArchivedNow(submission);
});

test('a drive that is set down lets its session end', async () => {
  const submission = await sessionInTheMiddleOfAFile();
  const { status } = await rig.cli('drive', 'down', driveName, '-r', 'new belt');
  assert.equal(status, 0);
  await untilSeen(false);
  await rm(sign);
  await assertDown('new belt');
  assert.deepEqual(moved(), { files: 1, bytes: fileBytes });
  assert.deepEqual(await requestProgress(admin.schedulerDb, submission), archived);
  await drive.stop();
});

for (const [name, times, expected] of [
  ['SIGTERM lets the file be finished', 1, archived],
  ['a second SIGTERM ends it at the next block; it is queued again, and archived later', 2, queuedAgain],
] as const) {
  test(name, async () => {
    const submission = await sessionInTheMiddleOfAFile();
    await terminate(times);
    await rm(sign);
    assert.equal(await drive.program.ended(), 0);
    assert.deepEqual(await requestProgress(admin.schedulerDb, submission), expected);
    await assertAtRest();
    const { desired, session } = await readDrive(admin.catalogueDb, driveName);
    assert.deepEqual([desired.state, session.status], ['UP', 'SHUTDOWN']);
    await start();
    await assertArchivedNow(submission);
  });
}

test('a second SIGTERM while the tape is being unloaded: it is brought home, and what it has is told', async () => {
  await start();
  await writeFile(sign, 'unload');
  await setDrivesUp(admin, { pattern: driveName, reason: '' });
  const submission = await rig.archive([await rig.makeFile('unloaded', 1000)], 'one_copy');
  await untilStatus('UNLOADING');
  await terminate(2);
  await rm(sign);
  assert.equal(await drive.program.ended(), 0);
  await assertAtRest();
  assert.deepEqual(await requestProgress(admin.schedulerDb, submission), archived);
});

for (const [name, changes, end] of [
  ['a second SIGTERM', {}, () => terminate(2)],
  ['a file that outlasts stop_grace', shortGrace, endByGrace],
] as const) {
  test(`${name}: what the last flush has put on the medium is recorded, the rest is archived after the next start`, async () => {
    const submission = await sessionInTheMiddleOfAFile(changes, [smallBytes]);
    await end();
    await rm(sign);
    assert.equal(await drive.program.ended(), 0);
    assert.equal(moved().files, 1);
    assert.deepEqual(await requestProgress(admin.schedulerDb, submission), { ...queuedAgain, done: 1 });
    await assertAtRest();
    await start();
    await assertArchivedNow(submission);
  });
}

/** One SIGTERM, and time. */
async function endByGrace(): Promise<void> {
  await terminate(1);
  await drive.program.logged('stop_grace_over', AbortSignal.timeout(60_000));
}

test('no end that was asked for is a fault', async () => {
  const history = await rig.cliList('drive', 'history', driveName);
  assert.deepEqual(
    history.filter(({ kind }) => kind === 'SESSION_FAULT'),
    [],
  );
  const services = await rig.cliList('service', 'ls');
  assert.equal(services.find(({ name }) => name === driveName)?.['deaths'], '0');
});

test('a drive that fails in the last flush of a service that hurries is DOWN after the next start, with its code', async () => {
  const submission = await sessionInTheMiddleOfAFile({}, [smallBytes]);
  const fault = { kind: 'sense', sense: '4/44/00' } as const;
  await rig.library.plan({ unit: serials[0], command: 'FLUSH', fault });
  await terminate(2);
  await rm(sign);
  assert.equal(await drive.program.ended(), 0);
  await assertAtRest();
  await start();
  const { desired } = await untilStatus('DOWN');
  assert.equal(desired.state === 'DOWN' && desired.code, 'D103');
  const told = (await driveHistory(admin.catalogueDb, driveName, 100)).map(({ kind, code }) => `${kind} ${code}`);
  for (const event of ['SESSION_FAULT D103', 'PUT_DOWN D103']) {
    assert.equal(told.filter((one) => one === event).length, 1, event);
  }
  await assertArchivedNow(submission);
});

test('what is on tape is what the Catalogue says', async () => {
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('E00001'), []);
});
