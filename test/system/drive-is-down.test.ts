import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { changeTape, driveHistory, listDriveHardware } from '@cta/admin';
import { loadUnload, openIscsiTransport, parseIscsiUrl } from '@cta/scsi';
import { FaultTrials, always, noFaults, serial } from './rig/fault-trials.ts';

/** A drive that is DOWN with a tape in it, on which somebody works. */
const vid = 'F00001';
const trials = await FaultTrials.start({
  tapes: [{ vid, pool: 'first_pool' }],
  taped: {
    scheduling: { idle_poll: '150ms', desired_state_poll: '150ms', down_poll: '200ms', heartbeat: '500ms' },
  },
});
const { scene } = trials;
const { rig } = scene;
const { library, admin, drives } = rig;
await rig.label(vid);
await scene.begin(vid);

async function hardware() {
  const [found] = await listDriveHardware(admin, { pattern: scene.driveName, staleAfterMs: 60_000 });
  assert.ok(found !== undefined);
  return found;
}

async function untilFlags(...flags: readonly number[]): Promise<void> {
  await rig.until(`flags ${flags.join()} to be shown`, async () => {
    const { tapeAlertFlags } = await hardware();
    return JSON.stringify(tapeAlertFlags) === JSON.stringify(flags) ? true : undefined;
  });
}

const historyOf = (limit: number) => driveHistory(admin, scene.driveName, { limit });

test('a tape is stuck', async () => {
  await library.plan({ ...always, command: 'UNLOAD', fault: { kind: 'sense', sense: '4/53/00' } });
  await scene.submit(2);
  await scene.assertDown('D105');
  await noFaults(library);
  const { mediumPresent, mediumLabel, stale } = await hardware();
  assert.deepEqual([mediumPresent, mediumLabel, stale], [true, vid, false]);
});

test('a start of the service moves nothing, adds no fault to the history, and knows still which tape it is', async () => {
  await drives[0].stop();
  assert.equal((await hardware()).stale, true);
  await drives[0].startReady(AbortSignal.timeout(60_000));
  await scene.untilStatus('DOWN');
  await rig.until('the drive to be asked', async () => ((await hardware()).stale === false ? true : undefined));
  assert.ok(await scene.isInDrive(vid));
  assert.equal((await hardware()).mediumLabel, vid);
  const history = await historyOf(100);
  assert.deepEqual(
    history.filter(({ kind }) => kind === 'FAULT_WHILE_DOWN'),
    [],
  );
  assert.deepEqual([history[0]?.kind, history[0]?.code, history[0]?.whyDown], ['PUT_DOWN', 'D105', true]);
});

test('flags that come and go are shown', async () => {
  await library.byHand('POST', `/drives/${serial}/tape-alerts`, { flags: [20] });
  await untilFlags(20);
  await library.byHand('DELETE', `/drives/${serial}/tape-alerts`);
  await untilFlags();
});

test('a tape that is freed by hand is seen to be out, by a drive that stays DOWN', async (t) => {
  const { device } = library.deviceOf(0);
  const initiatorName = 'iqn.2024-01.test:other-host';
  const hand = await openIscsiTransport({ ...parseIscsiUrl(device), initiatorName, connectTimeoutMs: 5000 });
  t.after(() => hand.close());
  // Unit attentions come first.
  const { cdb } = loadUnload('unload');
  while ((await hand.execute({ cdb, timeoutMs: 5000 })).status !== 0);
  await rig.until('the drive to say that it is empty', async () =>
    (await hardware()).mediumPresent === false ? true : undefined,
  );
  await scene.untilStatus('DOWN');
});

test('a drive that does not answer is told once, and asked until it does', async () => {
  const silent = await library.plan({
    unit: serial,
    command: 'TEST UNIT READY',
    times: 3,
    fault: { kind: 'sense', sense: '4/44/00' },
  });
  await rig.until('three questions', async () => ((await library.hasStruck(silent)) ? true : undefined));
  await library.byHand('POST', `/drives/${serial}/tape-alerts`, { flags: [21] });
  await untilFlags(21);
  await library.byHand('DELETE', `/drives/${serial}/tape-alerts`);
  const log = await readFile(drives[0].program.logFile, 'utf8');
  assert.equal(log.split('\n').filter((line) => line.includes('"event":"drive_not_asked"')).length, 1);
});

test('set up, the drive brings the tape home and works', async () => {
  await scene.setUp();
  await scene.assertAllHome();
  await changeTape(admin, { vid, state: 'ACTIVE' });
});
