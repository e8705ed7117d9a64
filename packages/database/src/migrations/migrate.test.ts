import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { testDatabase } from '@cta/testing';
import { sql } from '../statement.ts';
import { migrate, requireSchemaVersion, schemaVersionOf } from './migrate.ts';
import type { Migration } from './migration.ts';

const { db, open } = await testDatabase();
const first: Migration = {
  version: 1,
  name: 'thing',
  sql: 'CREATE TABLE thing (n int); INSERT INTO thing VALUES (1);',
};
const second: Migration = { version: 2, name: 'more', sql: 'ALTER TABLE thing ADD more text;' };

test('Several processes at once apply each migration once', async () => {
  const pools = [open(), open(), open()];
  const applied = await Promise.all(pools.map((pool) => migrate(pool, 'several', [first, second])));
  assert.deepEqual(
    applied.flat().toSorted((a, b) => a - b),
    [1, 2],
  );
  assert.deepEqual(await db.query(sql`SELECT n, more FROM several.thing`), [{ n: 1, more: null }]);
});

test('A schema is brought on from the version that it has', async () => {
  assert.equal(await schemaVersionOf(db, 'steps'), 0);
  assert.deepEqual(await migrate(db, 'steps', [first]), [1]);
  assert.deepEqual(await migrate(db, 'steps', [first, second]), [2]);
  assert.deepEqual(await migrate(db, 'steps', [first, second]), []);
  assert.equal(await schemaVersionOf(db, 'steps'), 2);
});

test('A schema that was made by somebody else is brought on from the version that it is said to have, once', async () => {
  await db.execute({ text: 'CREATE SCHEMA adopted; CREATE TABLE adopted.thing (n int)', values: [] });
  assert.deepEqual(await migrate(db, 'adopted', [first, second], { presentVersion: 1 }), [2]);
  assert.deepEqual(await db.query(sql`SELECT n, more FROM adopted.thing`), []);
  assert.deepEqual(await migrate(db, 'adopted', [first, second], { presentVersion: 1 }), []);
  assert.equal(await schemaVersionOf(db, 'adopted'), 2);
});

test('A migration that fails leaves nothing behind', async () => {
  const broken: Migration = { version: 2, name: 'broken', sql: 'CREATE TABLE other (n int); SELECT 1 / 0;' };
  await assert.rejects(migrate(db, 'broken', [first, broken]), (error) => isCondition(error, 'DATABASE_ERROR'));
  assert.equal(await schemaVersionOf(db, 'broken'), 0);
});

test('A migration that was changed after it was applied is MIGRATION_ALTERED', async () => {
  await migrate(db, 'altered', [first]);
  const changed = { ...first, sql: `${first.sql} -- changed` };
  await assert.rejects(migrate(db, 'altered', [changed, second]), (error) => isCondition(error, 'MIGRATION_ALTERED'));
  assert.equal(await schemaVersionOf(db, 'altered'), 1);
});

test('A schema that is too old, or ahead of the migrations, is SCHEMA_VERSION_UNSUPPORTED', async () => {
  await migrate(db, 'versions', [first]);
  const old = requireSchemaVersion(db, 'versions', [first, second]);
  await assert.rejects(old, (error) => isCondition(error, 'SCHEMA_VERSION_UNSUPPORTED'));
  await migrate(db, 'versions', [first, second]);
  await requireSchemaVersion(db, 'versions', [first]);
  const ahead = migrate(db, 'versions', [first]);
  await assert.rejects(ahead, (error) => isCondition(error, 'SCHEMA_VERSION_UNSUPPORTED'));
});
