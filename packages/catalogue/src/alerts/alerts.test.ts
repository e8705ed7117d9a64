import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase, waitUntil } from '@cta/testing';
import { putDriveDown, setDriveDown, setDriveUp } from '../drives/desired-state.ts';
import { removeDrive } from '../drives/manage-drives.ts';
import { registerDrive } from '../drives/register-drive.ts';
import { libraryServed, recordSessionFault } from '../drives/session-history.ts';
import { DriveName, MountId } from '../identifiers.ts';
import { changeTapeState, disableTape } from '../tapes/tape-state.ts';
import { alertDelivered, deleteOldAlerts, pendingAlerts } from './alert-outbox.ts';
import { settleAlerts } from './settle-alerts.ts';

const { db } = await testDatabase(exampleCatalogueTemplate);
const [vid] = example.vids;
const { author } = example;
const operator = 'operator@desk';
const fault = { code: 'D104', text: 'no load', actor: 'cta-taped@tapeserver' } as const;
const undrained = async (): Promise<void> => {};

async function driveThatIsUp(name: string): Promise<DriveName> {
  const driveName = DriveName(name);
  await registerDrive(db, {
    driveName,
    host: example.host,
    logicalLibrary: example.logicalLibrary,
    devFileName: '/dev/nst0',
    rawLibrarySlot: '0',
    ctaVersion: '0.1.0',
    schedulerBackendName: 'backend',
    driveConfig: [],
  });
  await setDriveUp(db, driveName, { actor: operator });
  return driveName;
}

/** What is left to be told, and counts it as told. */
async function told(receiver: string): Promise<readonly string[]> {
  const alerts = await pendingAlerts(db, receiver, { limit: 100 });
  for (const alert of alerts) await alertDelivered(db, receiver, alert);
  return alerts.map(({ subject, change, code, resolvedBy }) =>
    [subject, change, code, ...(resolvedBy === null ? [] : [resolvedBy])].join(' '),
  );
}

test('a drive that its service puts down raises an alert once, and whoever sets it up resolves it', async () => {
  const drive = await driveThatIsUp('ALERT1');
  await putDriveDown(db, drive, fault);
  await putDriveDown(db, drive, { ...fault, code: 'D105' });
  await setDriveDown(db, drive, { text: 'being mended', actor: operator, forced: false });
  assert.deepEqual(await told('one'), ['drive/ALERT1 raised D104']);
  await setDriveUp(db, drive, { actor: operator });
  await setDriveUp(db, drive, { actor: operator });
  assert.deepEqual(await told('one'), [`drive/ALERT1 resolved D104 ${operator}`]);
  await putDriveDown(db, drive, fault);
  await removeDrive(db, drive, { actor: operator, forced: true });
  assert.deepEqual(await told('one'), ['drive/ALERT1 raised D104', 'drive/ALERT1 resolved D104']);
});

test('a new drive, and one that an operator sets down, raise none', async () => {
  const drive = await driveThatIsUp('ALERT2');
  await setDriveDown(db, drive, { text: 'maintenance', actor: operator, forced: true });
  await setDriveUp(db, drive, { actor: operator });
  assert.deepEqual(await told('one'), []);
});

test('a tape that a service disables raises an alert, and whoever changes its state resolves it', async () => {
  const cause = { code: 'M101', reason: 'unreadable', actor: 'cta-taped@tapeserver' } as const;
  await disableTape(db, vid, { ...cause, driveName: DriveName('ALERT3') });
  await disableTape(db, vid, cause);
  const [raised] = await pendingAlerts(db, 'one', { limit: 100 });
  assert.deepEqual(
    [raised?.text, raised?.driveName, raised?.vid, raised?.resolvedAt],
    ['unreadable', 'ALERT3', vid, null],
  );
  assert.deepEqual(await told('one'), [`tape/${vid} raised M101`]);
  await changeTapeState(db, vid, { state: 'DISABLED', reason: 'looked at' }, author, undrained);
  assert.deepEqual(await told('one'), []);
  await changeTapeState(db, vid, { state: 'ACTIVE', reason: null }, author, undrained);
  assert.deepEqual(await told('one'), [`tape/${vid} resolved M101 ${author.user}@${author.host}`]);
});

test('a library that ends mounts raises one alert, until each drive that it failed was served again', async () => {
  const [first, second] = [await driveThatIsUp('ALERT5'), await driveThatIsUp('ALERT6')];
  const subject = `library/${example.logicalLibrary}`;
  const ofMount = { mountId: MountId(5n), vid, code: 'L105', text: 'robot', actor: 'cta-taped@tapeserver' } as const;
  await recordSessionFault(db, first, { ...ofMount, code: 'D104' }, { isOfLibrary: false });
  assert.deepEqual(await told('one'), []);
  for (const drive of [first, second, first]) await recordSessionFault(db, drive, ofMount, { isOfLibrary: true });
  const [alert] = await pendingAlerts(db, 'one', { limit: 100 });
  assert.deepEqual([alert?.driveName, alert?.vid, alert?.mountId, alert?.text], [first, vid, 5n, 'robot']);
  assert.deepEqual(await told('one'), [`${subject} raised L105`]);
  await libraryServed(db, second);
  await libraryServed(db, second);
  assert.deepEqual(await told('one'), [], 'the first one was not served yet');
  await libraryServed(db, first);
  assert.deepEqual(await told('one'), [`${subject} resolved L105`]);
});

test('a drive that is in the hands of somebody says nothing more of its library', async () => {
  const drive = await driveThatIsUp('ALERT7');
  const subject = `library/${example.logicalLibrary}`;
  const ofMount = { mountId: MountId(7n), vid, code: 'L105', text: 'robot', actor: 'cta-taped@tapeserver' } as const;
  const fail = () => recordSessionFault(db, drive, ofMount, { isOfLibrary: true });
  const order = { text: 'being mended', actor: operator, forced: false };
  for (const take of [
    () => setDriveDown(db, drive, order),
    () => setDriveUp(db, drive, { actor: operator }),
    () => removeDrive(db, drive, { actor: operator, forced: true }),
  ]) {
    await fail();
    assert.deepEqual(await told('one'), [`${subject} raised L105`]);
    await take();
    assert.deepEqual(await told('one'), [`${subject} resolved L105`]);
  }
});

test('a drive that goes down by the fault of its library leaves the alert of that as it is', async () => {
  const drive = await driveThatIsUp('ALERT8');
  const subject = `library/${example.logicalLibrary}`;
  const ofMount = { mountId: MountId(8n), vid, code: 'L204', text: 'stuck', actor: 'cta-taped@tapeserver' } as const;
  await recordSessionFault(db, drive, ofMount, { isOfLibrary: true });
  await putDriveDown(db, drive, { ...fault, code: 'L204' });
  assert.deepEqual(await told('one'), [`${subject} raised L204`, 'drive/ALERT8 raised L204']);
  await setDriveUp(db, drive, { actor: operator });
  assert.deepEqual((await told('one')).toSorted(), [
    `drive/ALERT8 resolved L204 ${operator}`,
    `${subject} resolved L204`,
  ]);
});

test('drives that are served at the same moment resolve the alert of their library', async () => {
  const [one, two] = [await driveThatIsUp('ALERT9'), await driveThatIsUp('ALERT10')];
  const subject = `library/${example.logicalLibrary}`;
  const ofMount = { mountId: MountId(9n), vid, code: 'L105', text: 'robot', actor: 'cta-taped@tapeserver' } as const;
  for (const drive of [one, two]) await recordSessionFault(db, drive, ofMount, { isOfLibrary: true });
  const waiting = sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  let other: Promise<void> = Promise.resolve();
  await db.transaction(async (t) => {
    await libraryServed(t, one);
    other = libraryServed(db, two);
    await waitUntil(async () => ((await db.query(waiting)).length > 0 ? true : undefined), {
      what: 'the second to wait for the first',
      timeoutMs: 10_000,
      pollMs: 10,
      signal: new AbortController().signal,
    });
  });
  await other;
  assert.deepEqual(await told('one'), [`${subject} raised L105`, `${subject} resolved L105`]);
});

test('an alert is written with what it tells of, or not at all', async () => {
  const drive = await driveThatIsUp('ALERT4');
  const undone = new Error('undone');
  const transaction = db.transaction(async (t) => {
    await putDriveDown(t, drive, fault);
    throw undone;
  });
  await assert.rejects(transaction);
  assert.deepEqual(await told('one'), []);
});

test('alerts of a kind follow what is the matter now', async () => {
  const silent = { subject: 'service/taped/A@host', code: 'S404', text: 'silent', actor: 'cta-maintd@host' } as const;
  const other = { ...silent, subject: 'service/taped/B@host' } as const;
  await settleAlerts(db, 'service', [silent, other]);
  await settleAlerts(db, 'service', [silent, other]);
  assert.deepEqual(await told('one'), ['service/taped/A@host raised S404', 'service/taped/B@host raised S404']);
  await settleAlerts(db, 'request', []);
  await settleAlerts(db, 'service', [{ ...silent, code: 'B101' }]);
  assert.deepEqual(await told('one'), [
    'service/taped/A@host resolved S404',
    'service/taped/B@host resolved S404',
    'service/taped/A@host raised B101',
  ]);
});

test('each receiver is told everything, in the order of each subject; what is old and resolved is forgotten', async () => {
  const all = await told('late');
  const bySubject = Map.groupBy(all, (line) => line.split(' ', 1).join());
  for (const lines of bySubject.values()) {
    for (const [index, line] of lines.entries()) assert.match(line, index % 2 === 0 ? / raised / : / resolved /);
  }
  await db.execute(sql`UPDATE ALERT SET RESOLVED_AT = RESOLVED_AT - interval '2 days'`);
  const { alerts, undelivered } = await deleteOldAlerts(db, ['one', 'never'], { olderThanMs: 86_400_000 });
  assert.ok(alerts > 0);
  assert.equal(undelivered, alerts);
  assert.deepEqual(await told('new'), ['service/taped/A@host raised B101']);
});
