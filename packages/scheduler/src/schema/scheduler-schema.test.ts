import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { testDatabase } from '@cta/testing';
import { checkSchedulerSchema, migrateScheduler, schedulerSchema } from './scheduler-schema.ts';

const { open } = await testDatabase();
const db = open({ schema: schedulerSchema });

test('A database without the schema is refused, and good once it is migrated; migrating again does nothing', async () => {
  await assert.rejects(checkSchedulerSchema(db), (error) => isCondition(error, 'SCHEMA_VERSION_UNSUPPORTED'));
  const applied = await migrateScheduler(db);
  assert.equal(applied[0], 1);
  await checkSchedulerSchema(db);
  assert.deepEqual(await migrateScheduler(db), []);
});

test('The schema that counts is the one that the database was opened for', async () => {
  const other = open({ schema: 'another_scheduler' });
  await migrateScheduler(other, 'another_scheduler');
  await checkSchedulerSchema(other);
});

test('Every time is in whole seconds and every id and size in 64 bits', async () => {
  const narrow = await db.query(sql`
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = ${schedulerSchema} AND data_type IN ('integer', 'smallint', 'numeric')
      AND column_name ~ '(_time|_id|_in_bytes|^fseq|^bytes|^jobs)$'`);
  assert.deepEqual(narrow, []);
});
