import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, sql } from '@cta/database';
import { testDatabase } from './test-database.ts';

const template = {
  name: 'testing_self',
  migrate: (db: Database) => db.execute(sql`CREATE TABLE made (n int8)`),
};
const [one, two] = await Promise.all([testDatabase(template), testDatabase(template)]);

test('Each database is a copy of the template, and none sees the others', async () => {
  await one.db.execute(sql`INSERT INTO made VALUES (1)`);
  assert.deepEqual(await one.db.query(sql`SELECT n FROM made`), [{ n: 1n }]);
  assert.deepEqual(await two.db.query(sql`SELECT n FROM made`), []);
});

test('Further pools see the same database', async () => {
  const other = one.open({ applicationName: 'other' });
  const rows = await other.query(sql`SELECT current_setting('application_name') AS name, current_database() AS db`);
  assert.deepEqual(rows, [{ name: 'other', db: new URL(one.url).pathname.slice(1) }]);
});
