import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identifier, sql, type Statement } from '@cta/database';
import { migrateScheduler, schedulerSchema } from '@cta/scheduler';
import { testDatabase } from '@cta/testing';
import { missingPrivileges, schedulerPrivileges } from './privileges.ts';

const { db } = await testDatabase();
await migrateScheduler(db);

const role = identifier(`doctor_${process.pid}`);
const schema = identifier(schedulerSchema);

function missing(): Promise<readonly string[]> {
  return db.transaction(async (t) => {
    await t.execute(sql`SET LOCAL ROLE ${role}`);
    return missingPrivileges(t, schedulerSchema, schedulerPrivileges);
  });
}

const grant = (what: Statement): Promise<number> => db.execute(sql`GRANT ${what} IN SCHEMA ${schema} TO ${role}`);

test('What a role lacks is told table by table, and sequences count', async (t) => {
  await db.execute(sql`CREATE ROLE ${role}`);
  // A role is of the whole server, which outlives the database.
  t.after(async () => {
    await db.execute(sql`DROP OWNED BY ${role}`);
    await db.execute(sql`DROP ROLE ${role}`);
  });
  await db.execute(sql`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
  await grant(sql`SELECT, INSERT, DELETE ON ALL TABLES`);
  const first = await missing();
  assert.ok(first.includes('UPDATE on MOUNT'), first.join('; '));
  assert.ok(!first.includes('UPDATE on SCHEMA_MIGRATION'));
  await grant(sql`UPDATE ON ALL TABLES`);
  const second = await missing();
  assert.ok(second.includes('USAGE on MOUNT_ID_SEQ'), second.join('; '));
  assert.ok(second.every((text) => text.startsWith('USAGE on ')));
  await grant(sql`USAGE ON ALL SEQUENCES`);
  assert.deepEqual(await missing(), []);
});
