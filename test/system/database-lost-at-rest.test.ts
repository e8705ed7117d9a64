import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArchiveSubmission } from '@cta/admin';
import { loggedEvent } from '@cta/testing';
import { databaseNames } from './rig/breakable-databases.ts';
import { type LossName, losses } from './rig/losses.ts';
import { exitsAtStart, inTurn, lossesAt } from './rig/outage-matrix.ts';
import { OutageScene } from './rig/outage-scene.ts';

const scene = await OutageScene.build('L00001');
const { rig, databases, drive } = scene;

test('start: services wait for a server that is stopped, starts up, and then only reads, until it is promoted', async () => {
  await databases.stopServer();
  await scene.startServices();
  await scene.untilNotReady('B101');
  await databases.startServer({ standby: 'starting-up' });
  await scene.untilNotReady('B101');
  assert.equal(loggedEvent(drive.program.logFile, 'service_ready'), undefined);
  await databases.restart({ standby: 'read-only' });
  await scene.untilNotReady('B102');
  await databases.restart();
  await scene.untilReady();
  scene.assertToldInTurn(scene.logged());
  await scene.setUp();
});

test('start: services wait for a Catalogue that is read-only', async () => {
  await rig.stopServices();
  await losses['read-only'].begin(databases, 'Catalogue');
  await scene.startServices();
  await scene.untilNotReady('B102');
  assert.equal(loggedEvent(drive.program.logFile, 'service_ready'), undefined);
  await losses['read-only'].end(databases, 'Catalogue');
  await scene.untilReady();
  scene.assertToldOnce(scene.logged(), 'Catalogue');
  await scene.assertDriveIsUp();
});

/** At the start the Catalogue is asked first: so each trouble is that of the Catalogue once, and once the SchedulerDB's. */
const atStart = lossesAt('start').filter((trouble) => trouble !== 'read-only');
for (const { Catalogue: ofCatalogue, SchedulerDB: ofScheduler } of inTurn(atStart)) {
  test(`start: the Catalogue is ${ofCatalogue}, then the SchedulerDB ${ofScheduler}`, async () => {
    await rig.stopServices();
    await losses[ofCatalogue].begin(databases, 'Catalogue');
    await losses[ofScheduler].begin(databases, 'SchedulerDB');
    await scene.startServices();
    await scene.untilNotReady(losses[ofCatalogue].code);
    await losses[ofCatalogue].end(databases, 'Catalogue');
    await scene.untilLost(0, 'SchedulerDB');
    await scene.untilNotReady(losses[ofScheduler].code);
    assert.equal(loggedEvent(drive.program.logFile, 'service_ready'), undefined);
    await losses[ofScheduler].end(databases, 'SchedulerDB');
    await scene.untilReady();
    scene.assertToldOnce(scene.logged(), ...databaseNames);
    await scene.assertDriveIsUp();
  });
}

for (const name of databaseNames) {
  for (const loss of exitsAtStart) {
    test(`start: ${name} is ${loss}; both services end with a status, since a person must act`, async () => {
      await rig.stopServices();
      const { code, begin, end } = losses[loss];
      await begin(databases, name);
      await scene.startServices();
      for (const { program } of [drive, rig.maintd]) {
        assert.equal(await program.ended(), 78);
        assert.equal(loggedEvent(program.logFile, 'service_failed')?.['code'], code);
      }
      await end(databases, name);
      await scene.startServices();
      await scene.untilReady();
      await scene.assertDriveIsUp();
    });
  }
}

for (const name of databaseNames) {
  for (const loss of lossesAt('idle, mount decided')) {
    test(`idle, mount decided: ${name} is ${loss}`, () => assertWaitedFor(loss, name));
  }
}

async function assertWaitedFor(loss: LossName, name: (typeof databaseNames)[number]): Promise<void> {
  const paths = await rig.makeFiles(`idle ${name} ${loss}`, 2, 1000);
  let submission: ArchiveSubmission | undefined;
  const events = await scene.during(loss, name, async (code) => {
    submission = await rig.archive(paths, 'one_copy');
    await scene.untilNotReady(code);
  });
  assert.ok(submission !== undefined);
  await scene.assertArchivedOnce(submission);
  // From one that only reads an answer comes in between: whoever only asked has it back.
  if (loss === 'read-only') scene.assertToldInTurn(events);
  else scene.assertToldOnce(events, name);
  await scene.assertDriveIsUp();
}

test('idle, mount decided: the server is stopped, and starts up', async () => {
  const events = await scene.failover();
  await scene.assertArchivedOnce(await rig.archive(await rig.makeFiles('idle failover', 2, 1000), 'one_copy'));
  scene.assertToldOnce(events, ...databaseNames);
  await scene.assertDriveIsUp();
});

test('the tape has what the Catalogue says, and nothing else', () => scene.assertTapeIsAsRecorded());
