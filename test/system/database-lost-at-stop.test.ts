import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveHistory } from '@cta/catalogue';
import { loggedEvent } from '@cta/testing';
import { databaseNames } from './rig/breakable-databases.ts';
import { losses } from './rig/losses.ts';
import { OutageScene } from './rig/outage-scene.ts';

const scene = await OutageScene.build('L00001');
const { rig, databases, drive } = scene;
await scene.begin();

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

const goesWell = 'in time, and nothing is lost or doubled';
for (const name of databaseNames) {
  test(`stop in an archive session while ${name} alone is a black hole: ${goesWell}`, () =>
    assertArchivedThrough(`stop ${name}`, {
      codes: [losses['a black hole'].code],
      begin: () => losses['a black hole'].begin(databases, name),
      end: () => losses['a black hole'].end(databases, name),
    }));
}

test('no stop that one of the databases could be told of is taken for a death', async () => {
  const history = await driveHistory(rig.admin.catalogueDb, scene.driveName, 100);
  assert.deepEqual(
    history.filter(({ kind }) => kind === 'SESSION_FAULT'),
    [],
  );
});

test(`stop in an archive session while the server is stopped: ${goesWell}`, () =>
  assertArchivedThrough('stop without a server', {
    codes: ['B101'],
    begin: () => databases.stopServer(),
    end: () => databases.startServer(),
  }));

test('the tape has what the Catalogue says, and nothing else', () => scene.assertTapeIsAsRecorded());
