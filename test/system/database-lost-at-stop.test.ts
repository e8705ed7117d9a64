import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveHistory } from '@cta/catalogue';
import { loggedEvent, type Program } from '@cta/testing';
import { type DatabaseName, databaseNames } from './rig/breakable-databases.ts';
import { type LossName, losses } from './rig/losses.ts';
import { inTurn, lossesAt } from './rig/outage-matrix.ts';
import { OutageScene } from './rig/outage-scene.ts';
import type { RigService } from './rig/rig-service.ts';

const scene = await OutageScene.build('L00001');
const { rig, databases, drive } = scene;
await scene.begin();

/** More than the grace, the last words and a time-out of each database that is silent; who waited for one would not end. */
const longestStopMs = 15_000;

interface Trouble {
  /** What both services say of it. */
  readonly codes: readonly string[];
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Both services are told to stop while they wait, and do so in time; then they are started again. */
async function stopThrough({ codes, begin, end }: Trouble): Promise<void> {
  await begin();
  try {
    for (const code of codes) await scene.untilNotReady(code);
    const begun = performance.now();
    assert.deepEqual(await Promise.all([drive, rig.maintd].map(stopped)), [0, 0]);
    const tookMs = performance.now() - begun;
    assert.ok(tookMs < longestStopMs, `the stop took ${tookMs} ms`);
    for (const { program } of [drive, rig.maintd]) {
      assert.equal(loggedEvent(program.logFile, 'service_hurrying'), undefined);
    }
    await scene.untilHome();
  } finally {
    await end();
  }
  await scene.startServices();
  await scene.untilReady();
}

/** Tells a service once, as systemd does: a test that just wants its programs ended would tell it again. */
function stopped({ program }: RigService): ReturnType<Program['ended']> {
  process.kill(program.processId ?? assert.fail(), 'SIGTERM');
  return program.ended();
}

async function assertArchivedThrough(title: string, trouble: Trouble): Promise<void> {
  const since = scene.logged().length;
  const submission = await scene.archiveMany(title);
  await scene.untilFirstFilesOnTape(since);
  await stopThrough(trouble);
  await scene.assertArchivedOnce(submission);
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

for (const [index, of] of inTurn(lossesAt('stop')).entries()) {
  test(`stop in an archive session while the Catalogue is ${of.Catalogue}, the SchedulerDB ${of.SchedulerDB}: ${goesWell}`, () =>
    assertArchivedThrough(`stop ${index}`, troubleOf(of)));
}

test(`stop in an archive session while the server is stopped: ${goesWell}`, () =>
  assertArchivedThrough('stop without a server', {
    codes: ['B101'],
    begin: () => databases.stopServer(),
    end: () => databases.startServer(),
  }));

test(`stop in an archive session while the server starts up: ${goesWell}`, () =>
  assertArchivedThrough('stop before a server', {
    codes: ['B101'],
    begin: () => databases.restart({ standby: 'starting-up' }),
    end: () => databases.restart(),
  }));

test('the tape has what the Catalogue says, and nothing else', () => scene.assertTapeIsAsRecorded());
