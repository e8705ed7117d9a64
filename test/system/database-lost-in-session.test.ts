import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { requestTapeLabel, waitForTapeLabel } from '@cta/admin';
import type { LoggedEvent } from '@cta/testing';
import { databaseNames } from './rig/breakable-databases.ts';
import { lossesAt } from './rig/outage-matrix.ts';
import { filesOfSession, OutageScene } from './rig/outage-scene.ts';

/** Each label has a tape of its own. */
const labels = databaseNames
  .flatMap((name) => lossesAt('label').map((loss) => ({ name, loss })))
  .map((label, index) => ({ ...label, vid: `L0001${index}` }));

const scene = await OutageScene.build('L00001', ...labels.map(({ vid }) => vid));
const { rig } = scene;
await scene.begin();

/** Losses that show only by their silence take long to be found: sessions have ended by then, where they may. */
const silent = ['a black hole', 'losing answers'] as const;
const outspoken = (moment: 'archive session' | 'retrieve session') =>
  lossesAt(moment).filter((loss) => loss !== 'a black hole' && loss !== 'losing answers');

for (const name of databaseNames) {
  for (const loss of silent) {
    test(`archive session: ${name} is ${loss}; the tape goes on, waits for as long as it may, and is put away`, async () => {
      const [files, since] = [await scene.lastFseq(), scene.logged().length];
      const submission = await scene.archiveMany(`archive ${name} ${loss}`);
      await scene.untilFirstFilesOnTape(since);
      const events = await scene.during(loss, name, async (code) => {
        await scene.untilNotReady(code);
        await scene.untilHome();
        await scene.untilPhase('unmounting');
        if (name === 'Catalogue') await scene.untilMountIsTouched();
      });
      assert.ok(events.some(({ event }) => event === 'outage_outlasts_session'));
      await scene.assertArchivedOnce(submission);
      scene.assertToldOnce(events, name);
      assert.equal(await scene.lastFseq(), files + filesOfSession);
      await scene.assertDriveIsUp();
    });
  }
}

for (const loss of outspoken('archive session')) {
  test(`archive session: both databases are ${loss}; nothing is written twice`, () =>
    assertArchivedThrough(loss, () => scene.duringBoth(loss)));
}

test('archive session: the server is stopped, and starts up; nothing is written twice', () =>
  assertArchivedThrough('failover', () => scene.failover()));

async function assertArchivedThrough(what: string, trouble: () => Promise<readonly LoggedEvent[]>): Promise<void> {
  const [files, since] = [await scene.lastFseq(), scene.logged().length];
  const submission = await scene.archiveMany(`archive through ${what}`);
  await scene.untilFirstFilesOnTape(since);
  const events = await trouble();
  await scene.assertArchivedOnce(submission);
  assertTold(what, events, databaseNames);
  assert.equal(await scene.lastFseq(), files + filesOfSession);
  await scene.assertDriveIsUp();
}

/** From a database that only reads an answer comes in between: whoever only asked has it back. */
function assertTold(what: string, events: readonly LoggedEvent[], lost: readonly (typeof databaseNames)[number][]) {
  if (what === 'read-only') scene.assertToldInTurn(events);
  else scene.assertToldOnce(events, ...lost);
}

for (const name of databaseNames) {
  test(`retrieve session: ${name} is a black hole; every file comes back once`, () =>
    assertRetrievedThrough(`a black hole for ${name}`, [name], () =>
      scene.during('a black hole', name, async (code) => {
        await scene.untilNotReady(code);
        await scene.untilHome();
      }),
    ));
}

for (const loss of outspoken('retrieve session')) {
  test(`retrieve session: both databases are ${loss}; every file comes back once`, () =>
    assertRetrievedThrough(loss, databaseNames, () => scene.duringBoth(loss)));
}

test('retrieve session: the server is stopped, and starts up; every file comes back once', () =>
  assertRetrievedThrough('failover', databaseNames, () => scene.failover()));

async function assertRetrievedThrough(
  what: string,
  lost: readonly (typeof databaseNames)[number][],
  trouble: () => Promise<readonly LoggedEvent[]>,
): Promise<void> {
  const folder = `retrieve through ${what}`;
  const archived = await scene.archiveMany(folder);
  await rig.settled(archived);
  const since = scene.logged().length;
  const retrieved = await rig.retrieve(archived.queued, `${folder} back`);
  await rig.until('a file', () => existsSync(rig.disk(`${folder} back`)) || undefined);
  const events = await trouble();
  await scene.assertRetrieved(archived, retrieved, `${folder} back`);
  assertTold(what, events, lost);
  const told = scene
    .logged()
    .slice(since)
    .filter(({ event }) => event === 'files_retrieved');
  assert.equal(
    told.reduce((sum, { files }) => sum + Number(files), 0),
    filesOfSession,
  );
  await scene.assertDriveIsUp();
}

for (const { name, loss, vid } of labels) {
  test(`label: ${name} is ${loss} while the label is written; it is known as labelled afterwards`, async () => {
    const held = await rig.library.plan({ unit: 'VTL0000001', command: 'WRITE', fault: { kind: 'hang' } });
    const request = await requestTapeLabel(rig.admin, { vid, force: false });
    await rig.until('the label to be written', async () => ((await rig.library.hasStruck(held)) ? true : undefined));
    const events = await scene.during(loss, name, async (code) => {
      await scene.untilNotReady(code);
      await rig.library.byHand('DELETE', `/faults/${held}`);
      await scene.untilHome();
    });
    await waitForTapeLabel(rig.admin, request, { timeoutMs: 60_000, signal: new AbortController().signal });
    assert.ok((await rig.tape(vid)).labelledAt instanceof Date);
    scene.assertToldOnce(events, name);
    await scene.assertDriveIsUp();
  });
}

test('the tape has what the Catalogue says, and nothing else', () => scene.assertTapeIsAsRecorded());
