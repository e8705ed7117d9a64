import assert from 'node:assert/strict';
import { changeTape } from '@cta/admin';
import { alertDelivered, DriveName, pendingAlerts, tapeLabelled, Vid } from '@cta/catalogue';
import { tryAlertOfTape, tryAlertOfTwoTapes } from './rig/alert-trials.ts';
import { labelledAs } from './rig/bad-labels.ts';
import type { FaultRow } from './rig/fault-table.ts';
import { logicalLibrary } from './rig/rig-entities.ts';
import { FaultTrials, noFaults, nothing, serial } from './rig/fault-trials.ts';

/** Blank cartridges that are labelled first, and two that are not ours. */
const [main, spare, blank, foreign] = ['F00001', 'F00002', 'F00003', 'F00004'] as const;
const pool = 'first_pool';
const trials = await FaultTrials.start(
  {
    tapes: [
      { vid: main, pool },
      { vid: spare, pool },
      { vid: blank, pool },
      { vid: foreign, pool, objects: labelledAs('F00009') },
    ],
  },
  'medium',
  'library',
);
const { scene } = trials;
const { rig } = scene;
const { library, admin } = rig;
await rig.label(main, spare);
for (const vid of [blank, foreign]) await tapeLabelled(admin.catalogueDb, Vid(vid), DriveName('RIGDRIVE1'));

trials.try('write error', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: serial, command: 'WRITE', skip: 8, fault: { kind: 'sense', sense: '3/0C/00' } });
  const files = await scene.submit(5);
  await trials.assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

trials.try('read error', async (row) => {
  await scene.begin(main);
  const files = await scene.submit(4);
  await scene.assertArchived(files, main);
  await library.plan({ unit: serial, command: 'READ', skip: 8, fault: { kind: 'sense', sense: '3/11/00' } });
  await scene.assertReadBack(files);
  await trials.assertOutcome(row, main, nothing);
  await scene.assertAllHome();
});

trials.try('deferred write error', async (row) => {
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
  await trials.assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

trials.try('write-protected tape', async (row) => {
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
  await trials.assertOutcome(row, main, () =>
    library.byHand('POST', `/cartridges/${main}/write-protect`, { on: false }),
  );
  return files;
}

for (const [name, vid] of [
  ['wrong cartridge', foreign],
  ['unlabelled tape', blank],
] as const) {
  trials.try(name, async (row) => {
    await scene.begin(vid);
    const files = await scene.submit(2);
    await scene.assertTape(vid, row.tape, row.code);
    await changeTape(admin, { vid: main, state: 'ACTIVE' });
    await scene.assertArchived(files, main);
    await trials.assertOutcome(row, vid, nothing);
    await scene.assertAllHome();
  });
}

trials.try('cartridge missing', async (row) => {
  await scene.begin(spare);
  await library.byHand('POST', `/cartridges/${spare}/take-out`);
  const files = await scene.submit(2);
  await scene.assertTape(spare, row.tape, row.code);
  await changeTape(admin, { vid: main, state: 'ACTIVE' });
  await scene.assertArchived(files, main);
  await trials.assertOutcome(row, spare, () => library.byHand('POST', `/cartridges/${spare}/put-in`));
});

tryAlertOfTape(trials, main);
tryAlertOfTwoTapes(trials, [main, spare]);

trials.try('changer busy', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: 'changer', command: 'MOVE MEDIUM', times: 2, fault: { kind: 'sense', sense: '2/04/85' } });
  const files = await scene.submit(2);
  await trials.assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

trials.try('move that was not made', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: 'changer', command: 'DISMOUNT', times: 'always', fault: { kind: 'lie' } });
  const files = await scene.submit(2);
  await trials.assertOutcome(row, main, async () => {
    assert.ok(await scene.isInDrive(main));
    await scene.assertArchived(files, main);
    await noFaults(library);
  });
  await scene.assertAllHome();
});

trials.try('source slot empty', async (row) => {
  await scene.begin(main);
  await library.plan({ unit: 'changer', command: 'MOUNT', fault: { kind: 'sense', sense: '5/3B/0E' } });
  const files = await scene.submit(2);
  await trials.assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
});

trials.try('robot fails', async (row) => {
  await scene.begin(main);
  await toldOfLibrary();
  const failures = { unit: 'changer', command: 'MOUNT', times: 2, fault: { kind: 'sense', sense: '4/15/01' } } as const;
  await library.plan(failures);
  const files = await scene.submit(2);
  await trials.assertOutcome(row, main, nothing);
  await scene.assertArchived(files, main);
  await scene.assertAllHome();
  await scene.assertUp();
  assert.deepEqual(await toldOfLibrary(), [`raised ${row.code}`, `resolved ${row.code}`], 'two mounts, one alert');
});

/** What a monitor was still to be told of the library; it counts as told. */
async function toldOfLibrary(): Promise<readonly string[]> {
  const all = await pendingAlerts(admin.catalogueDb, 'test', { limit: 100 });
  const alerts = all.filter(({ subject }) => subject === `library/${logicalLibrary}`);
  for (const alert of alerts) await alertDelivered(admin.catalogueDb, 'test', alert);
  return alerts.map(({ change, code }) => `${change} ${code}`);
}

trials.try('destination full', async (row) => {
  await scene.begin(main);
  const held = await library.plan({ unit: serial, command: 'FLUSH', fault: { kind: 'hang' } });
  const files = await scene.submit(2);
  await rig.until('the flush', async () => ((await library.hasStruck(held)) ? true : undefined));
  const strangers = ['X00001', 'X00002', 'X00003', 'X00004', 'X00005', 'X00006', 'X00007'];
  for (const vid of strangers) await library.byHand('POST', '/cartridges', { vid });
  await library.byHand('DELETE', `/faults/${held}`);
  await trials.assertOutcome(row, main, async () => {
    assert.ok(await scene.isInDrive(main));
    await scene.assertArchived(files, main);
    for (const vid of strangers) await library.byHand('POST', `/cartridges/${vid}/take-out`);
  });
  await scene.assertAllHome();
});

trials.tryNoOthers();

trials.readTapesAtLast(main, spare);
