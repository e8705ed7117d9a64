import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type ArchiveSubmission, setDrivesDown } from '@cta/admin';
import { sql } from '@cta/database';
import { hostName } from '@cta/runtime';
import { TestReceiver } from '../../apps/cta-maintd/src/alerts/test-receiver.ts';
import { damagedTape } from './rig/bad-labels.ts';
import { startRig } from './rig/build-rig.ts';
import { runCommand } from './rig/command.ts';

const receiver = new TestReceiver();
await receiver.listen();
after(() => receiver.close());

const rig = await startRig({
  tapes: [
    { vid: 'P00001', pool: 'first_pool' },
    { vid: 'P00002', pool: 'second_pool', objects: damagedTape('P00002') },
  ],
  maintd: {
    alerts: { outage_limit: '15s', longest_pause: '1s', source: '/rig' },
    'alerts.receivers.tas': { url: receiver.url },
  },
});
const [first, second] = rig.drives;
let submission: ArchiveSubmission;

type Item = Readonly<Record<string, unknown>>;

async function driveItem(name: string): Promise<Item> {
  const [item] = await rig.cliList('drive', 'ls', name);
  assert.ok(item !== undefined);
  return item;
}

/** Waits until the receiver was told this of a subject. @returns what the event holds */
function told(subject: string, change: 'raised' | 'resolved'): Promise<Item> {
  return rig.until(
    `${subject} ${change}`,
    () =>
      receiver.sent
        .map(({ event }) => event)
        .find((event) => event.subject === subject && event.type === `ch.cern.cta.condition.${change}`)?.data,
  );
}

test('a drive that is well is shown with its three statuses', async () => {
  await setDrivesDown(rig.admin, { pattern: second.instance, reason: 'not needed yet', force: false });
  await rig.label('P00001');
  const item = await rig.until('a drive at rest', async () => {
    const seen = await driveItem(first.instance);
    return seen['driveStatus'] === 'UP' && seen['mediumPresent'] === false ? seen : undefined;
  });
  assert.deepEqual(
    [item['desiredDriveState'], item['servicePhase'], item['stale'], item['tapeAlertFlags'], item['reason']],
    ['UP', 'ready', false, [], ''],
  );
  const [hardware] = await rig.cliList('drive', 'hw', first.instance);
  assert.equal(hardware?.['mediumPresent'], false);
});

test('a drive that its service puts down says why, since when and by whom, and what the hardware said', async () => {
  await receiver.close();
  await rig.library.plan({ unit: 'VTL0000001', command: 'WRITE', skip: 8, fault: { kind: 'sense', sense: '4/44/00' } });
  submission = await rig.archive(await rig.makeFiles('file', 3, 1_000_000), 'one_copy');
  const item = await rig.until('the drive to be down', async () => {
    const seen = await driveItem(first.instance);
    return seen['driveStatus'] === 'DOWN' ? seen : undefined;
  });
  assert.deepEqual(
    [item['desiredDriveState'], item['reasonCode'], item['reasonActor'], item['mediumPresent']],
    ['DOWN', 'D103', `cta-taped@${hostName()}`, false],
  );
  assert.ok(Math.abs(Number(item['reasonTime']) * 1000 - Date.now()) < 60_000);
  const [hardware] = await rig.cliList('drive', 'hw', first.instance);
  assert.match(String(hardware?.['lastSense']), /4\/44\/00$/);
  const [latest] = (await rig.cliList('drive', 'history', first.instance)).filter(({ kind }) => kind === 'PUT_DOWN');
  assert.deepEqual([latest?.['code'], latest?.['vid'], latest?.['actor']], ['D103', 'P00001', item['reasonActor']]);
  const explained = await rig.cli('condition', 'explain', 'D103');
  assert.equal(explained.status, 0);
});

test('the alert reaches a receiver that was away, and is resolved by whoever sets the drive up', async () => {
  await receiver.listen();
  const raised = await told(`drive/${first.instance}`, 'raised');
  assert.deepEqual([raised['code'], raised['vid'], raised['drive']], ['D103', 'P00001', first.instance]);
  assert.equal((await rig.cli('drive', 'down', first.instance)).status, 1, 'a reason must be given');
  const { output } = await runCommand('cta-admin', [
    '--config',
    rig.outside('cta-admin.toml'),
    'drive',
    'up',
    first.instance,
  ]);
  assert.match(output, /: set Up\. It was down since .* by cta-taped@.*, for D103 /);
  const resolved = await told(`drive/${first.instance}`, 'resolved');
  assert.equal(resolved['alert'], raised['alert']);
  assert.match(String(resolved['resolved_by']), /@/);
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 3, failed: 0 });
});

test('a tape that is disabled is an alert until somebody changes its state', async () => {
  await rig.admin.catalogueDb.execute(sql`UPDATE TAPE SET LABEL_TIME = 1, LABEL_FORMAT = 0 WHERE VID = 'P00002'`);
  await rig.archive(await rig.makeFiles('two', 1, 1000), 'two_copies');
  const raised = await told('tape/P00002', 'raised');
  const [tape] = await rig.cliList('tape', 'ls', '--vid', 'P00002');
  assert.deepEqual([tape?.['state'], raised['suspect'], raised['drive']], ['DISABLED', 'medium', first.instance]);
  assert.equal((await rig.cli('tape', 'ch', '--vid', 'P00002', '--state', 'ACTIVE', '--full', 'true')).status, 0);
  await told('tape/P00002', 'resolved');
});

test('a service that is not heard of any more is stale with what its drive does, and an alert until it is back', async () => {
  await second.kill();
  await rig.admin.catalogueDb.execute(sql`
    UPDATE SERVICE_INSTANCE SET HEARTBEAT_AT = HEARTBEAT_AT - interval '1 h' WHERE INSTANCE = ${second.instance}`);
  const { stale, driveStatus, servicePhase } = await driveItem(second.instance);
  assert.deepEqual([stale, driveStatus, servicePhase], [true, 'DOWN', 'ready']);
  const services = await rig.cliList('service', 'ls');
  assert.deepEqual(
    services.filter((service) => service['stale'] === true).map(({ name }) => name),
    [second.instance],
  );
  const table = await runCommand('cta-admin', [
    '--config',
    rig.outside('cta-admin.toml'),
    'drive',
    'ls',
    second.instance,
  ]);
  assert.match(table.output, /\[STALE\]/);

  const subject = `service/taped/${second.instance}@${hostName()}`;
  assert.equal((await told(subject, 'raised'))['code'], 'S404');
  await second.startReady(AbortSignal.timeout(60_000));
  await told(subject, 'resolved');
  assert.equal((await driveItem(second.instance))['stale'], false);
});

test('each event was taken once, and those of a subject came in their order', () => {
  const ids = receiver.sent.map(({ event }) => event.id);
  assert.equal(new Set(ids).size, ids.length);
  const bySubject = Map.groupBy(receiver.story, (line) => line.split(' ', 1).join());
  for (const [subject, story] of bySubject) assert.deepEqual(story, [`${subject} raised`, `${subject} resolved`]);
});
