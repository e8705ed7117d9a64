import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { type ArchiveSubmission, setDrivesUp } from '@cta/admin';
import { DriveName, listTapeFiles, readDrive } from '@cta/catalogue';
import { HalfOpenProxy } from '@cta/testing';
import { type LoggedEvent, loggedEvent } from '../../apps/cta-demo/src/programs/program-log.ts';
import type { Program } from '../../apps/cta-demo/src/programs/program.ts';
import { BreakableDatabases, type DatabaseName, databaseNames } from '../system/rig/breakable-databases.ts';
import { buildRig } from '../system/rig/build-rig.ts';
import { logicalLibrary } from '../system/rig/rig-entities.ts';
import { freePort, healthOf, phaseOf } from '../system/rig/health-of-service.ts';

const databases = await BreakableDatabases.create();
const { ways } = databases;
const [drivePort, maintdPort] = [await freePort(), await freePort()];
const sections = { catalogue: ways.Catalogue.section, scheduler: ways.SchedulerDB.section };
const rig = await buildRig({
  databases,
  tapes: [{ vid: 'L00001', pool: 'first_pool', capacityBytes: 4_000_000_000 }],
  taped: {
    ...sections,
    // Sessions fetch again and again, and take long enough to lose a database while they do.
    'archive.fetch': { files: 5 },
    'archive.flush': { files: 2 },
    'retrieve.fetch': { files: 5 },
    scheduling: {
      idle_poll: '150ms',
      desired_state_poll: '150ms',
      heartbeat: '300ms',
      stop_grace: '2s',
      database_outage_hold: '1500ms',
    },
    health_server: { enabled: true, port: drivePort },
  },
  maintd: { ...sections, health_server: { enabled: true, port: maintdPort } },
});
after(() => databases[Symbol.asyncDispose]());
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);
const home = await rig.library.places();
const filesOfSession = 40;
const bytesOfFile = 100_000;

/** The way to the drive, which is slow: a session takes seconds, however fast disks and processors are. */
const device = new URL(rig.library.deviceOf(0).device);
const slowWay = await HalfOpenProxy.start({ host: device.hostname, port: Number(device.port) });
after(() => slowWay[Symbol.asyncDispose]());
await slowWay.become({ type: 'delay', delayMs: 3 });

function startDrive(): Promise<Program> {
  const { changer, device: direct, library_ordinal } = rig.library.deviceOf(0);
  const slowed = direct.replace(`:${device.port}/`, `:${slowWay.port}/`);
  return drive.start({
    drive: { name: driveName, logical_library: logicalLibrary, device: slowed, changer, library_ordinal },
  });
}

/** A way of losing a database, and the code by which services tell of it. */
interface Loss {
  readonly title: string;
  readonly code: string;
  readonly begin: (name: DatabaseName) => Promise<void>;
  readonly end: (name: DatabaseName) => Promise<void>;
}

const wayIs = (type: 'pass' | 'refuse' | 'reset' | 'black-hole' | 'lose-answers') => (name: DatabaseName) =>
  ways[name].proxy.become({ type });

const blackHole: Loss = { title: 'a black hole', code: 'B101', begin: wayIs('black-hole'), end: wayIs('pass') };
const lostAnswers: Loss = { title: 'losing answers', code: 'B101', begin: wayIs('lose-answers'), end: wayIs('pass') };

const losses: readonly Loss[] = [
  blackHole,
  { title: 'refusing connections', code: 'B101', begin: wayIs('refuse'), end: wayIs('pass') },
  { title: 'resetting connections', code: 'B101', begin: wayIs('reset'), end: wayIs('pass') },
  {
    title: 'read-only',
    code: 'B102',
    begin: (name) => databases.setReadOnly(name, true),
    end: (name) => databases.setReadOnly(name, false),
  },
  {
    title: 'out of connections',
    code: 'B103',
    begin: (name) => databases.limitConnections(name, 0),
    end: (name) => databases.limitConnections(name, -1),
  },
];

const stopped: Loss = {
  title: 'stopped',
  code: 'B101',
  begin: () => databases.stopServer(),
  end: () => databases.startServer(),
};

async function untilNotReady(code: string): Promise<void> {
  for (const port of [drivePort, maintdPort]) {
    await rig.until(`${code} from port ${port}`, async () => (await healthOf(port))?.codes.includes(code) || undefined);
  }
}

async function untilReady(): Promise<void> {
  for (const port of [drivePort, maintdPort]) {
    await rig.until(`a ready service at port ${port}`, async () => (await healthOf(port))?.ready || undefined);
  }
}

function untilPhase(...phases: readonly string[]): Promise<true> {
  return rig.until(`phase ${phases.join(' or ')}`, async () =>
    phases.includes((await phaseOf(drivePort)) ?? '') ? true : undefined,
  );
}

/** Events that the drive service has logged in this run. */
function logged(): readonly LoggedEvent[] {
  const lines = readFileSync(drive.program.logFile, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LoggedEvent);
}

/** Lets the drive service and the maintenance service lose a database while something is done; both get over it. */
async function during(loss: Loss, name: DatabaseName, act: () => Promise<void>): Promise<readonly LoggedEvent[]> {
  const before = logged().length;
  await loss.begin(name);
  try {
    await act();
  } finally {
    await loss.end(name);
  }
  await untilReady();
  return logged().slice(before);
}

/** One line for the loss, one for the recovery: not one for every statement that failed, nor for one that did not. */
function assertToldOnce(events: readonly LoggedEvent[], ...names: readonly DatabaseName[]): void {
  const told = events.filter(({ event }) => event === 'connection_lost' || event === 'connection_back');
  assert.deepEqual(
    told.map(({ event, connection }) => `${String(event)} ${String(connection)}`).toSorted(),
    names.flatMap((name) => [`connection_back ${name}`, `connection_lost ${name}`]).toSorted(),
  );
  assert.deepEqual(
    events.filter(({ log_level: level }) => level === 'ERROR'),
    [],
  );
}

async function assertDriveIsUp(): Promise<void> {
  drive.program.assertRunning();
  rig.maintd.program.assertRunning();
  assert.equal((await readDrive(rig.admin.catalogueDb, driveName)).desired.state, 'UP');
}

async function archiveMany(prefix: string): Promise<ArchiveSubmission> {
  return rig.archive(await rig.makeFiles(prefix, filesOfSession, bytesOfFile), 'one_copy');
}

async function lastFseq(): Promise<number> {
  return Number((await rig.tape('L00001')).lastFseq);
}

/** All of them are done, each once: in the Catalogue, and on the tape's count where nothing had to be written again. */
async function assertArchivedOnce(submission: ArchiveSubmission): Promise<void> {
  const { length } = submission.queued;
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: length, failed: 0 });
  const archiveFileIds = submission.queued.map(({ archiveFileId }) => archiveFileId);
  const copies = await listTapeFiles(rig.admin.catalogueDb, { archiveFileIds });
  assert.equal(copies.length, length);
}

async function untilFirstFilesOnTape(since: number): Promise<void> {
  await rig.until('files on tape', () =>
    logged()
      .slice(since)
      .find(({ event }) => event === 'files_archived'),
  );
}

function untilHome(): Promise<true> {
  const isHome = async (): Promise<true | undefined> =>
    JSON.stringify(await rig.library.places()) === JSON.stringify(home) ? true : undefined;
  return rig.until('the cartridge at home', isHome);
}

test('at start: services wait for a server that starts up, and then only reads, until it is promoted', async () => {
  await databases.restart({ standby: 'starting-up' });
  await startDrive();
  await rig.maintd.start();
  await untilNotReady('B101');
  assert.equal(loggedEvent(drive.program.logFile, 'service_ready'), undefined);
  await databases.restart({ standby: 'read-only' });
  await untilNotReady('B102');
  await databases.restart();
  await untilReady();
  assertToldOnce(logged(), 'Catalogue');
  await setDrivesUp(rig.admin, { pattern: driveName, reason: '' });
  await rig.label('L00001');
});

for (const name of databaseNames) {
  for (const loss of losses) {
    test(`idle, and while a mount is decided: ${name} is ${loss.title}`, async () => {
      const paths = await rig.makeFiles(`idle ${name} ${loss.title}`, 2, 1000);
      let submission: ArchiveSubmission | undefined;
      const events = await during(loss, name, async () => {
        submission = await rig.archive(paths, 'one_copy');
        await untilNotReady(loss.code);
      });
      assert.ok(submission !== undefined);
      await assertArchivedOnce(submission);
      assertToldOnce(events, name);
      await assertDriveIsUp();
    });
  }
}

for (const name of databaseNames) {
  for (const loss of [blackHole, lostAnswers]) {
    test(`archive session: ${name} is ${loss.title}; the tape goes on, waits for as long as it may, and is put away`, async () => {
      const [files, since] = [await lastFseq(), logged().length];
      const submission = await archiveMany(`archive ${name} ${loss.title}`);
      await untilFirstFilesOnTape(since);
      const events = await during(loss, name, async () => {
        await untilNotReady(loss.code);
        await untilHome();
        await untilPhase('unmounting');
      });
      assert.ok(events.some(({ event }) => event === 'outage_outlasts_session'));
      await assertArchivedOnce(submission);
      assertToldOnce(events, name);
      assert.equal(await lastFseq(), files + filesOfSession);
      await assertDriveIsUp();
    });
  }
}

test('archive session: the server is stopped and started; the session goes on', async () => {
  const [files, since] = [await lastFseq(), logged().length];
  const submission = await archiveMany('archive restart');
  await untilFirstFilesOnTape(since);
  const events = await during(stopped, 'Catalogue', async () => {
    for (const connection of databaseNames) {
      await rig.until(`the loss of ${connection}`, () =>
        logged()
          .slice(since)
          .find((line) => line['event'] === 'connection_lost' && line['connection'] === connection),
      );
    }
  });
  await assertArchivedOnce(submission);
  assertToldOnce(events, 'Catalogue', 'SchedulerDB');
  assert.equal(await lastFseq(), files + filesOfSession);
  await assertDriveIsUp();
});

for (const name of databaseNames) {
  test(`retrieve session: ${name} is a black hole; every file comes back once`, async () => {
    const archived = await archiveMany(`retrieve ${name}`);
    await rig.settled(archived);
    const since = logged().length;
    const folder = `back ${name}`;
    const retrieved = await rig.retrieve(archived.queued, folder);
    await rig.until('a file', () => existsSync(rig.disk(folder)) || undefined);
    const events = await during(blackHole, name, async () => {
      await untilNotReady('B101');
      await untilHome();
    });
    assert.deepEqual(await rig.settled(retrieved), { queued: 0, active: 0, done: filesOfSession, failed: 0 });
    assertToldOnce(events, name);
    const told = logged()
      .slice(since)
      .filter(({ event }) => event === 'files_retrieved');
    assert.equal(
      told.reduce((sum, { files }) => sum + Number(files), 0),
      filesOfSession,
    );
    for (const { path, name: file } of archived.queued) {
      assert.ok((await readFile(path)).equals(await readFile(rig.disk(folder, file))), file);
    }
    await assertDriveIsUp();
  });
}

for (const name of databaseNames) {
  test(`stop in an archive session while ${name} is a black hole: in time, and nothing is lost or doubled`, async () => {
    const since = logged().length;
    const submission = await archiveMany(`stop ${name}`);
    await untilFirstFilesOnTape(since);
    await blackHole.begin(name);
    await untilNotReady('B101');
    const begun = performance.now();
    await Promise.all([drive.stop(), rig.maintd.stop()]);
    assert.ok(performance.now() - begun < 8000);
    for (const { program } of [drive, rig.maintd]) {
      assert.equal(await program.ended(), 0);
      assert.equal(loggedEvent(program.logFile, 'service_hurrying'), undefined);
    }
    await untilHome();
    await blackHole.end(name);
    await startDrive();
    await rig.maintd.start();
    await untilReady();
    await assertArchivedOnce(submission);
    await assertDriveIsUp();
  });
}

test('the tape has what the Catalogue says, and nothing else', async () => {
  await rig.stopServices();
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('L00001'), []);
});
