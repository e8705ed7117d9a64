import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { putDriveDown, setDriveDown, setDriveUp } from '../drives/desired-state.ts';
import { removeDrive } from '../drives/manage-drives.ts';
import { registerDrive } from '../drives/register-drive.ts';
import { DriveName } from '../identifiers.ts';
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
