import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { type ArchiveSubmission, setDrivesUp } from '@cta/admin';
import { DriveName, listTapeFiles, readDrive } from '@cta/catalogue';
import { type LoggedEvent, loggedEvent } from '../../apps/cta-demo/src/programs/program-log.ts';
import { BreakableDatabases, type DatabaseName, databaseNames } from './rig/breakable-databases.ts';
import { buildRig } from './rig/build-rig.ts';
import { freePort, healthOf, phaseOf } from './rig/health-of-service.ts';

const databases = await BreakableDatabases.create();
const { ways } = databases;
const [drivePort, maintdPort] = [await freePort(), await freePort()];
const sections = { catalogue: ways.Catalogue.section, scheduler: ways.SchedulerDB.section };
const rig = await buildRig({
  databases,
  tapes: [{ vid: 'L00001', pool: 'first_pool', capacityBytes: 4_000_000_000 }],
  taped: {
    ...sections,
    'archive.flush': { files: 4 },
    scheduling: {
      idle_poll: '150ms',
      desired_state_poll: '150ms',
      heartbeat: '300ms',
      stop_grace: '2s',
      database_outage_hold: '2s',
    },
    health_server: { enabled: true, port: drivePort },
  },
  maintd: { ...sections, health_server: { enabled: true, port: maintdPort } },
});
after(() => databases[Symbol.asyncDispose]());
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);
const home = await rig.library.places();
const filesOfSession = 80;
const bytesOfFile = 1_000_000;

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
  await drive.start();
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
