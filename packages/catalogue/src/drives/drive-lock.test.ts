import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '@cta/clock';
import { isCondition } from '@cta/conditions';
import { exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { DriveName } from '../identifiers.ts';
import { holdDriveLock } from './drive-lock.ts';

const { db, open } = await testDatabase(exampleCatalogueTemplate);
const driveName = DriveName('drive1');

/** A process that wants to serve the drive. */
function contend(holder: string, patienceMs: number, database = db) {
  const ending = new AbortController();
  const held = Promise.withResolvers<void>();
  const options = { driveName, holder, patienceMs, clock: systemClock, signal: ending.signal, onHeld: held.resolve };
  const over = holdDriveLock(database, options).catch((error: unknown) => error);
  return { held: Promise.race([held.promise, over]), over, end: () => ending.abort() };
}

test('one process at a time holds the name of a drive; the second is told who does', async () => {
  const first = contend('host1:11', 0);
  await first.held;
  const refusal = await contend('host2:22', 0).over;
  assert.ok(isCondition(refusal, 'DRIVE_SERVICE_RUNNING'));
  assert.equal(refusal.details['holder'], 'host1:11');
  first.end();
  await first.over;
  const third = contend('host3:33', 10_000);
  await third.held;
  third.end();
  await third.over;
});

test('a holder that dies is followed by who waited for it', async () => {
  const dying = open();
  const first = contend('host1:11', 0, dying);
  await first.held;
  const second = contend('host2:22', 30_000);
  await db.query({
    text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%host1:11'`,
    values: [],
  });
  await second.held;
  first.end();
  second.end();
  await Promise.all([first.over, second.over]);
});
