import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { changeTape, setDrivesDown, setDrivesUp } from '@cta/admin';
import { DriveName, driveHistory, tapeLabelled, Vid } from '@cta/catalogue';
import { type ConditionName, conditions, findCondition } from '@cta/conditions';
import { openIscsiTransport, parseIscsiUrl } from '@cta/scsi';
import { labelledAs } from '../system/rig/bad-labels.ts';
import { startRig } from '../system/rig/build-rig.ts';
import { FaultScene, serials } from '../system/rig/fault-scene.ts';
import { type FaultRow, faultTable } from '../system/rig/fault-table.ts';

/** Blank cartridges that are labelled first, and two that are not ours. */
const [main, spare, blank, foreign] = ['F00001', 'F00002', 'F00003', 'F00004'] as const;

const rig = await startRig({
  tapes: [
    { vid: main, pool: 'first_pool' },
    { vid: spare, pool: 'first_pool' },
    { vid: blank, pool: 'first_pool' },
    { vid: foreign, pool: 'first_pool', objects: labelledAs('F00009') },
  ],
  taped: {
    'archive.flush': { files: 3 },
    'drive.command_timeouts': { write: '4s', unload: '4s' },
    library: { release_timeout: '500ms', verification_timeout: '500ms' },
  },
});
const { library, admin } = rig;
const scene = new FaultScene(rig, [main, spare, blank, foreign]);
const [serial] = serials;
const always = { unit: serial, times: 'always' } as const;

await rig.label(main, spare);
for (const vid of [blank, foreign]) await tapeLabelled(admin.catalogueDb, Vid(vid), DriveName('RIGDRIVE1'));

const table = faultTable();
const tried = new Set<string>();

/** A test of one row of the table: it injects the fault, and holds what comes of it against the row. */
function fault(name: string, run: (row: FaultRow) => Promise<void>): void {
  tried.add(name);
  test(name, async (t) => {
    t.after(async () => {
      await library.byHand('DELETE', '/faults');
      await library.byHand('DELETE', `/drives/${serial}/tape-alerts`);
    });
    const row = table.get(name);
    assert.ok(row !== undefined, 'it is in docs/faults.md');
    assert.equal(findCondition(row.code)?.suspect, row.suspect);
    await run(row);
  });
}

/** What a row says of drive and tape holds, and the drive works again once the cause is gone. */
async function assertOutcome({ code, drive, tape }: FaultRow, vid: string, end: () => Promise<void>): Promise<void> {
  await scene.untilLogged(code);
  if (drive === 'DOWN') await scene.assertDown(code);
  await scene.assertTape(vid, tape, code);
  await end();
  if (drive === 'DOWN') await scene.setUp();
  if (tape === 'DISABLED') await changeTape(admin, { vid, state: 'ACTIVE' });
  await scene.assertUp();
}

/** RESERVE(6) and RELEASE(6) (SPC-2 7.21, 7.16). */
const [reserve, release] = [0x16, 0x17];

const noFaults = () => library.byHand('DELETE', '/faults');
const nothing = () => Promise.resolve();

fault('load failure', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: serial, command: 'TEST UNIT READY', fault: { kind: 'sense', sense: '2/04/03' } });
  const files = await scene.submit(2);
  await assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

fault('unload failure', async (row) => {
  await scene.begin(main);
  await library.plan({ ...always, command: 'UNLOAD', fault: { kind: 'sense', sense: '4/53/00' } });
  const files = await scene.submit(2);
  await assertOutcome(row, main, async () => {
    assert.ok(await scene.isInDrive(main));
    await scene.assertArchived(files, main);
    await noFaults();
  });
  await scene.assertAllHome();
});

fault('no answer', async (row) => {
  await scene.begin(main);
  await library.plan({ ...always, command: 'WRITE', skip: 8, fault: { kind: 'hang' } });
  await library.plan({ ...always, command: 'UNLOAD', fault: { kind: 'hang' } });
  const files = await scene.submit(5);
  await assertOutcome(row, main, async () => {
    assert.ok(await scene.isInDrive(main));
    await noFaults();
  });
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

fault('hardware error', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: serial, command: 'WRITE', skip: 8, fault: { kind: 'sense', sense: '4/44/00' } });
  const files = await scene.submit(5);
  await assertOutcome(row, main, () => scene.assertAllHome());
  await scene.assertArchived(files, main);
});

fault('write error', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: serial, command: 'WRITE', skip: 8, fault: { kind: 'sense', sense: '3/0C/00' } });
  const files = await scene.submit(5);
  await assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

fault('read error', async (row) => {
  await scene.begin(main);
  const files = await scene.submit(4);
  await scene.assertArchived(files, main);
  await library.plan({ unit: serial, command: 'READ', skip: 8, fault: { kind: 'sense', sense: '3/11/00' } });
  await scene.assertReadBack(files);
  await assertOutcome(row, main, nothing);
  await scene.assertAllHome();
});

fault('deferred write error', async (row) => {
  await scene.begin(main);
  const struck = await library.plan({
    unit: serial,
    command: 'FLUSH',
    skip: 1,
    fault: { kind: 'deferred-write-error', sense: '3/0C/00' },
  });
  const files = await scene.submit(6);
  await rig.until('the second flush', async () => ((await library.hasStruck(struck)) ? true : undefined));
  assert.equal(await scene.archivedCount(files), 3);
  await assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

fault('write-protected tape', async (row) => {
  await scene.begin(main, spare);
  const files = await protectedTape(row);
  await scene.assertArchived(files, main, spare);
  await scene.assertAllHome();
});

/** Which of two tapes is taken is the scheduler's choice: so both are protected, until one was tried. */
async function protectedTape(row: FaultRow) {
  await changeTape(admin, { vid: spare, state: 'DISABLED', reason: 'not yet' });
  await library.byHand('POST', `/cartridges/${main}/write-protect`, { on: true });
  const files = await scene.submit(2);
  await scene.assertTape(main, row.tape, row.code);
  await changeTape(admin, { vid: spare, state: 'ACTIVE' });
  await scene.assertArchived(files, spare);
  await assertOutcome(row, main, () => library.byHand('POST', `/cartridges/${main}/write-protect`, { on: false }));
  return files;
}

for (const [name, vid] of [
  ['wrong cartridge', foreign],
  ['unlabelled tape', blank],
] as const) {
  fault(name, async (row) => {
    await scene.begin(vid);
    const files = await scene.submit(2);
    await scene.assertTape(vid, row.tape, row.code);
    await changeTape(admin, { vid: main, state: 'ACTIVE' });
    await scene.assertArchived(files, main);
    await assertOutcome(row, vid, nothing);
    await scene.assertAllHome();
  });
}

fault('cartridge missing', async (row) => {
  await scene.begin(spare);
  await library.byHand('POST', `/cartridges/${spare}/take-out`);
  const files = await scene.submit(2);
  await scene.assertTape(spare, row.tape, row.code);
  await changeTape(admin, { vid: main, state: 'ACTIVE' });
  await scene.assertArchived(files, main);
  await assertOutcome(row, spare, () => library.byHand('POST', `/cartridges/${spare}/put-in`));
});

for (const [name, flag] of [
  ['cleaning needed', 20],
  ['critical alert of the drive', 30],
  ['critical alert of the tape', 4],
] as const) {
  fault(name, async (row) => {
    await scene.begin(main);
    const held = await library.plan({ unit: serial, command: 'FLUSH', fault: { kind: 'hang' } });
    const files = await scene.submit(2);
    await rig.until('the flush', async () => ((await library.hasStruck(held)) ? true : undefined));
    await library.byHand('POST', `/drives/${serial}/tape-alerts`, { flags: [flag] });
    await library.byHand('DELETE', `/faults/${held}`);
    await assertOutcome(row, main, async () => {
      await scene.assertAllHome();
      if (row.drive === 'DOWN') await assertStillDown(row.code);
      await library.byHand('DELETE', `/drives/${serial}/tape-alerts`);
    });
    await scene.assertArchived(files, main);
    const history = await driveHistory(admin.catalogueDb, scene.driveName, 100);
    assert.equal(history.find(({ kind }) => kind === 'HARDWARE_ALERT')?.text, `TapeAlert flags ${flag}`);
  });
}

/** A drive that is set up while the cause is still there goes DOWN again, with the code of what was found. */
async function assertStillDown(code: string): Promise<void> {
  await setDrivesUp(admin, { pattern: scene.driveName, reason: '' });
  await scene.assertDown(code);
}

fault('changer busy', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: 'changer', command: 'MOVE MEDIUM', times: 2, fault: { kind: 'sense', sense: '2/04/85' } });
  const files = await scene.submit(2);
  await assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

fault('move that was not made', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: 'changer', command: 'DISMOUNT', times: 'always', fault: { kind: 'lie' } });
  const files = await scene.submit(2);
  await assertOutcome(row, main, async () => {
    assert.ok(await scene.isInDrive(main));
    await scene.assertArchived(files, main);
    await noFaults();
  });
  await scene.assertAllHome();
});

fault('source slot empty', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: 'changer', command: 'MOUNT', fault: { kind: 'sense', sense: '5/3B/0E' } });
  const files = await scene.submit(2);
  await assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

fault('destination full', async (row) => {
  await scene.begin(main);
  const held = await library.plan({ unit: serial, command: 'FLUSH', fault: { kind: 'hang' } });
  const files = await scene.submit(2);
  await rig.until('the flush', async () => ((await library.hasStruck(held)) ? true : undefined));
  const strangers = ['X00001', 'X00002', 'X00003', 'X00004', 'X00005', 'X00006', 'X00007'];
  for (const vid of strangers) await library.byHand('POST', '/cartridges', { vid });
  await library.byHand('DELETE', `/faults/${held}`);
  await assertOutcome(row, main, async () => {
    assert.ok(await scene.isInDrive(main));
    await scene.assertArchived(files, main);
    for (const vid of strangers) await library.byHand('POST', `/cartridges/${vid}/take-out`);
  });
  await scene.assertAllHome();
});

fault('reservation conflict', async (row) => {
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
  await assertOutcome(row, main, () => insist(release));
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

fault('reset', async (row) => {
  await scene.begin(main);
  const files = await resetInTheMiddle();
  await assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertReadBack(files);
  await scene.assertAllHome();
});

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
  t.after(noFaults);
  await scene.begin(main);
  const failing = failLoad(async () => {
    await setDrivesDown(admin, { pattern: scene.driveName, reason: 'the other one', force: false });
    await scene.untilDesired('DOWN');
  });
  const files = await scene.submit(2);
  await failing;
  await scene.untilStatus('DOWN');
  await noFaults();
  // The first question is that of the probe.
  await library.plan({ unit: serials[1], command: 'TEST UNIT READY', skip: 1, fault: loadFailure });
  await setDrivesUp(admin, { pattern: 'RIGDRIVE2', reason: '' });
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
  t.after(noFaults);
  await scene.begin(main);
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
  await noFaults();
  await changeTape(admin, { vid: main, full: false });
  await scene.setUp();
  await scene.assertArchived(files, main, spare);
});

test('a drive that is reset three times without a success goes DOWN, with the evidence in its reason', async () => {
  await scene.begin(main);
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

test('every fault of the table is tried', () => {
  assert.deepEqual([...table.keys()].toSorted(), [...tried].toSorted());
});

test('the tapes have what the Catalogue says, and nothing else', async () => {
  assert.deepEqual(await rig.cliList('failedrequest', 'ls'), []);
  await rig.stopServices();
  await library.stop();
  for (const vid of [main, spare]) assert.deepEqual(await rig.differencesOnTape(vid), [], vid);
});
