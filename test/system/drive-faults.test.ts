import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { changeTape, setDrivesDown, setDrivesUp } from '@cta/admin';
import { type ConditionName, conditions } from '@cta/conditions';
import { openIscsiTransport, parseIscsiUrl } from '@cta/scsi';
import { tryAlertsBehindDeath, tryAlertsOfDrive } from './rig/alert-trials.ts';
import { serials } from './rig/fault-scene.ts';
import { always, FaultTrials, noFaults, nothing, serial } from './rig/fault-trials.ts';

const [main, spare] = ['F00001', 'F00002'] as const;
const tapes = [main, spare].map((vid) => ({ vid, pool: 'first_pool' }) as const);
const trials = await FaultTrials.start({ tapes }, 'drive');
const { scene } = trials;
const { rig } = scene;
const { library, admin } = rig;
await rig.label(main, spare);

trials.try('load failure', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: serial, command: 'TEST UNIT READY', fault: { kind: 'sense', sense: '2/04/03' } });
  const files = await scene.submit(2);
  await trials.assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

trials.try('unload failure', async (row) => {
  await scene.begin(main);
  await library.plan({ ...always, command: 'UNLOAD', fault: { kind: 'sense', sense: '4/53/00' } });
  const files = await scene.submit(2);
  await trials.assertOutcome(row, main, async () => {
    assert.ok(await scene.isInDrive(main));
    await scene.assertArchived(files, main);
    await noFaults(library);
  });
  await scene.assertAllHome();
});

trials.try('no answer', async (row) => {
  await scene.begin(main);
  await library.plan({ ...always, command: 'WRITE', skip: 8, fault: { kind: 'hang' } });
  await library.plan({ ...always, command: 'UNLOAD', fault: { kind: 'hang' } });
  const files = await scene.submit(5);
  await trials.assertOutcome(row, main, async () => {
    assert.ok(await scene.isInDrive(main));
    await noFaults(library);
  });
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

trials.try('hardware error', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: serial, command: 'WRITE', skip: 8, fault: { kind: 'sense', sense: '4/44/00' } });
  const files = await scene.submit(5);
  await trials.assertOutcome(row, main, () => scene.assertAllHome());
  await scene.assertArchived(files, main);
});

tryAlertsOfDrive(trials, main, 'leaving');

/** RESERVE(6) and RELEASE(6) (SPC-2 7.21, 7.16). */
const [reserve, release] = [0x16, 0x17];

trials.try('reservation conflict', async (row) => {
  await scene.begin(main);
  const { device } = library.deviceOf(0);
  const other = await openIscsiTransport({
    ...parseIscsiUrl(device),
    initiatorName: 'iqn.2024-01.test:other-host',
    connectTimeoutMs: 5000,
  });
  after(() => other.close());
  // Unit attentions come first: of a new initiator, of a tape that was loaded.
  const insist = async (opcode: number): Promise<void> => {
    while ((await other.execute({ cdb: Uint8Array.of(opcode, 0, 0, 0, 0, 0), timeoutMs: 5000 })).status !== 0);
  };
  await insist(reserve);
  const files = await scene.submit(2);
  await trials.assertOutcome(row, main, () => insist(release));
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

/** Archives files, and takes the power from the drive when three of them are in the Catalogue. */
async function resetInTheMiddle() {
  const held = await library.plan({ unit: serial, command: 'FLUSH', skip: 1, fault: { kind: 'hang' } });
  const files = await scene.submit(6);
  await rig.until('the second flush', async () => ((await library.hasStruck(held)) ? true : undefined));
  await library.byHand('POST', `/drives/${serial}/power-cycle`);
  await library.byHand('DELETE', `/faults/${held}`);
  return files;
}

trials.try('reset', async (row) => {
  await scene.begin(main);
  const files = await resetInTheMiddle();
  await trials.assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertReadBack(files);
  await scene.assertAllHome();
});

trials.try('way to the drive lost', async (row) => {
  await scene.begin(main);
  const held = await library.plan({ unit: serial, command: 'WRITE', skip: 8, fault: { kind: 'hang' } });
  const files = await scene.submit(5);
  await rig.until('the write', async () => ((await library.hasStruck(held)) ? true : undefined));
  await library.kill();
  await trials.assertOutcome(row, main, async () => {
    await library.serve(AbortSignal.timeout(60_000));
    assert.ok(await scene.isInDrive(main));
  });
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

trials.tryNoOthers();

tryAlertsBehindDeath(trials, main);

const loadFailure = { kind: 'sense', sense: '2/04/03' } as const;
const codeOf = (name: ConditionName): string => conditions[name].code;

/** Lets a load fail, and does something while the cartridge is held on its way home. */
async function failLoad(whileHeld: () => Promise<void>): Promise<void> {
  await library.plan({ ...always, command: 'TEST UNIT READY', fault: loadFailure });
  const held = await library.plan({ unit: 'changer', command: 'DISMOUNT', fault: { kind: 'hang' } });
  await rig.until('the dismount', async () => ((await library.hasStruck(held)) ? true : undefined));
  await whileHeld();
  await library.byHand('DELETE', `/faults/${held}`);
}

test('a tape that fails in two drives is disabled, with the evidence in its reason, and no drive goes DOWN', async (t) => {
  t.after(() => noFaults(library));
  await scene.beginToCount(main);
  const failing = failLoad(async () => {
    await setDrivesDown(admin, { pattern: scene.driveName, reason: 'the other one', force: false });
    await scene.untilDesired('DOWN');
  });
  const files = await scene.submit(2);
  await failing;
  await scene.untilStatus('DOWN');
  await noFaults(library);
  const held = await library.plan({ unit: 'changer', command: 'MOUNT', fault: { kind: 'hang' } });
  await setDrivesUp(admin, { pattern: 'RIGDRIVE2', reason: '' });
  await rig.until('the mount', async () => ((await library.hasStruck(held)) ? true : undefined));
  await library.plan({ unit: serials[1], command: 'TEST UNIT READY', fault: loadFailure });
  await library.byHand('DELETE', `/faults/${held}`);
  await scene.assertTape(main, 'DISABLED', codeOf('DRIVE_LOAD_FAILED'));
  const { stateReason } = await rig.tape(main);
  assert.match(
    stateReason ?? '',
    /the tape failed in 2 drives since it last worked: RIGDRIVE2 \(D104\), RIGDRIVE1 \(D104\)/,
  );
  await changeTape(admin, { vid: spare, state: 'ACTIVE' });
  await scene.assertArchived(files, spare);
  await scene.untilStatus('UP', 'RIGDRIVE2');
});

test('a drive in which two tapes fail goes DOWN, with the evidence in its reason, and both tapes stay ACTIVE', async (t) => {
  t.after(() => noFaults(library));
  await scene.beginToCount(main);
  const failing = failLoad(async () => {
    await changeTape(admin, { vid: main, full: true });
    await changeTape(admin, { vid: spare, state: 'ACTIVE' });
  });
  const files = await scene.submit(2);
  await failing;
  assert.match(
    await scene.assertDown(codeOf('DRIVE_LOAD_FAILED')),
    /2 tapes failed in this drive since it last worked: F00002 \(D104\), F00001 \(D104\)/,
  );
  for (const vid of [main, spare]) assert.equal((await rig.tape(vid)).state, 'ACTIVE');
  await noFaults(library);
  await changeTape(admin, { vid: main, full: false });
  await scene.setUp();
  await scene.assertArchived(files, main, spare);
});

test('a drive that is reset three times without a success goes DOWN, with the evidence in its reason', async () => {
  await scene.beginToCount(main);
  const files = await scene.submit(4);
  const held = await library.plan({
    unit: serial,
    command: 'FLUSH',
    times: 3,
    fault: { kind: 'sense', sense: '6/29/00' },
  });
  const reason = await scene.assertDown(codeOf('DRIVE_STATE_LOST'));
  assert.ok(await library.hasStruck(held));
  assert.match(reason, /3 unexplained faults since the drive last worked: F00001 \(D108\), F00001/);
  await scene.setUp();
  await scene.assertArchived(files, main);
});

trials.readTapesAtLast(main, spare);
