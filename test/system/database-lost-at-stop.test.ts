import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { driveHistory } from '@cta/catalogue';
import { loggedEvent } from '@cta/testing';
import { type DatabaseName, databaseNames } from './rig/breakable-databases.ts';
import { type LossName, losses } from './rig/losses.ts';
import { lossesAt } from './rig/outage-matrix.ts';
import { OutageScene } from './rig/outage-scene.ts';

const scene = await OutageScene.build('L00001');
const { rig, databases, drive } = scene;
await scene.begin();
const archived = await scene.archiveMany('archived before');
await rig.settled(archived);

/** More than the grace and what programs take to come to their end, and far less than any wait for a database. */
const longestStopMs = 8000;

interface Trouble {
  /** What both services say of it. */
  readonly codes: readonly string[];
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Both services are told to stop while they wait, and do so in time; then they are started again. */
async function stopThrough({ codes, begin, end }: Trouble): Promise<void> {
  await begin();
  for (const code of codes) await scene.untilNotReady(code);
  const begun = performance.now();
  await Promise.all([drive.stop(), rig.maintd.stop()]);
  assert.ok(performance.now() - begun < longestStopMs);
  for (const { program } of [drive, rig.maintd]) {
    assert.equal(await program.ended(), 0);
    assert.equal(loggedEvent(program.logFile, 'service_hurrying'), undefined);
  }
  await scene.untilHome();
  await end();
  await scene.startServices();
  await scene.untilReady();
}

async function assertArchivedThrough(title: string, trouble: Trouble): Promise<void> {
  const since = scene.logged().length;
  const submission = await scene.archiveMany(title);
  await scene.untilFirstFilesOnTape(since);
  await stopThrough(trouble);
  await scene.assertArchivedOnce(submission);
  await scene.assertDriveIsUp();
}

async function assertRetrievedThrough(title: string, trouble: Trouble): Promise<void> {
  const retrieved = await rig.retrieve(archived.queued, title);
  await rig.until('a file', () => existsSync(rig.disk(title)) || undefined);
  await stopThrough(trouble);
  await scene.assertRetrieved(archived, retrieved, title);
  await scene.assertDriveIsUp();
}

/** @param of which database has which trouble */
function troubleOf(of: Partial<Record<DatabaseName, LossName>>): Trouble {
  const each = async (step: 'begin' | 'end'): Promise<void> => {
    for (const name of databaseNames) {
      const loss = of[name];
      if (loss !== undefined) await losses[loss][step](databases, name);
    }
  };
  const codes = Object.values(of).map((loss) => losses[loss].code);
  return { codes, begin: () => each('begin'), end: () => each('end') };
}

const goesWell = 'in time, and nothing is lost or doubled';
for (const name of databaseNames) {
  test(`stop in an archive session while ${name} alone is a black hole: ${goesWell}`, () =>
    assertArchivedThrough(`stop ${name}`, troubleOf({ [name]: 'a black hole' })));
}

test('no stop that one of the databases could be told of is taken for a death', async () => {
  const history = await driveHistory(rig.admin.catalogueDb, scene.driveName, 100);
  assert.deepEqual(
    history.filter(({ kind }) => kind === 'SESSION_FAULT'),
    [],
  );
});

/** Each trouble is that of the Catalogue once, and once the SchedulerDB's, for which a retrieve session holds its results. */
const inTurn = lossesAt('stop');
for (const [index, ofCatalogue] of inTurn.entries()) {
  const ofScheduler = inTurn[(index + 1) % inTurn.length] ?? ofCatalogue;
  const [session, assertWorkDone] =
    index % 2 === 0 ? ['an archive', assertArchivedThrough] : ['a retrieve', assertRetrievedThrough];
  test(`stop in ${session} session while the Catalogue is ${ofCatalogue}, the SchedulerDB ${ofScheduler}: ${goesWell}`, () =>
    assertWorkDone(`stop ${index}`, troubleOf({ Catalogue: ofCatalogue, SchedulerDB: ofScheduler })));
}

test(`stop in an archive session while the server is stopped: ${goesWell}`, () =>
  assertArchivedThrough('stop without a server', {
    codes: ['B101'],
    begin: () => databases.stopServer(),
    end: () => databases.startServer(),
  }));

test(`stop in a retrieve session while the server starts up: ${goesWell}`, () =>
  assertRetrievedThrough('stop and a start', {
    codes: ['B101'],
    begin: () => databases.restart({ standby: 'starting-up' }),
    end: () => databases.restart(),
  }));

test('the tape has what the Catalogue says, and nothing else', () => scene.assertTapeIsAsRecorded());
