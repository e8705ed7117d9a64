import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loggedEvent } from '@cta/testing';
import { databaseNames } from './rig/breakable-databases.ts';
import { type Loss, losses } from './rig/losses.ts';
import { OutageScene } from './rig/outage-scene.ts';

const scene = await OutageScene.build('L00001');
const { rig, databases, drive } = scene;
await scene.begin();

/** More than the grace and what programs take to come to their end, and far less than any wait for a database. */
const longestStopMs = 8000;

async function assertStopsThrough(title: string, begin: () => Promise<void>, end: () => Promise<void>): Promise<void> {
  const since = scene.logged().length;
  const submission = await scene.archiveMany(title);
  await scene.untilFirstFilesOnTape(since);
  await begin();
  await scene.untilNotReady('B101');
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
  await scene.assertArchivedOnce(submission);
  await scene.assertDriveIsUp();
}

const blackHole: Loss = losses['a black hole'];
for (const name of databaseNames) {
  test(`stop in an archive session while ${name} is a black hole: in time, and nothing is lost or doubled`, () =>
    assertStopsThrough(
      `stop ${name}`,
      () => blackHole.begin(databases, name),
      () => blackHole.end(databases, name),
    ));
}

test('stop in an archive session while the server is stopped: in time, and nothing is lost or doubled', () =>
  assertStopsThrough(
    'stop without a server',
    () => databases.stopServer(),
    () => databases.startServer(),
  ));

test('the tape has what the Catalogue says, and nothing else', () => scene.assertTapeIsAsRecorded());
