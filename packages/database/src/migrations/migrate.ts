import { ConditionError } from '@cta/conditions';
import type { Database, Queryable, Transaction } from '../database.ts';
import { identifier, sql } from '../statement.ts';
import { digestOf, type Migration } from './migration.ts';

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly digest: string;
}

export interface MigrateOptions {
  /**
   * A schema without a history that somebody else made: the first migrations, up to this version, are entered as applied and
   * not run. Whoever says so has seen that the schema is what they would have made.
   */
  readonly presentVersion?: number;
}

/**
 * Brings a schema up to date: creates it where it is missing and applies, in one transaction, what was not applied yet.
 * May be run again, and by several processes at once: each statement runs once.
 * @returns the versions that this call applied
 * @throws MIGRATION_ALTERED where what was applied is not what is given
 * @throws SCHEMA_VERSION_UNSUPPORTED where the schema is ahead of the migrations
 */
export function migrate(
  db: Database,
  schema: string,
  migrations: readonly Migration[],
  { presentVersion = 0 }: MigrateOptions = {},
): Promise<readonly number[]> {
  return db.transaction(async (t) => {
    await t.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`cta-migrate ${schema}`}, 0))`);
    await createHistory(t, schema);
    if ((await history(t, schema)).length === 0) {
      for (const migration of migrations.slice(0, presentVersion)) await enter(t, schema, migration);
    }
    const applied = await history(t, schema);
    requireSameHistory(schema, applied, migrations);
    const due = migrations.slice(applied.length);
    for (const migration of due) {
      await apply(t, schema, migration);
    }
    return due.map(({ version }) => version);
  });
}

/** @returns the version that a schema has; 0 where it or its history does not exist. */
export async function schemaVersionOf(q: Queryable, schema: string): Promise<number> {
  const [table] = await q.query<{ exists: boolean }>(
    sql`SELECT to_regclass(${`${sql`${identifier(schema)}`.text}.schema_migration`}) IS NOT NULL AS exists`,
  );
  return table?.exists === true ? (await history(q, schema)).length : 0;
}

/**
 * A program runs on the schema that it was built with and on later ones of the same line: a migration that older programs
 * could not live with changes the schema's name or major version, which its own package checks.
 * @throws SCHEMA_VERSION_UNSUPPORTED where the schema is older than `migrations`
 */
export async function requireSchemaVersion(
  q: Queryable,
  schema: string,
  migrations: readonly Migration[],
): Promise<void> {
  const found = await schemaVersionOf(q, schema);
  if (found < migrations.length) throw unsupported(schema, found, `at least ${migrations.length}`);
}

/** @returns the schema that a database was opened for; undefined where it was opened for none that there is */
export async function openedSchema(q: Queryable): Promise<string | undefined> {
  const [row] = await q.query<{ schema: string | null }>(sql`SELECT current_schema()::text AS schema`);
  return row?.schema ?? undefined;
}

async function createHistory(t: Transaction, schema: string): Promise<void> {
  const name = identifier(schema);
  // CREATE SCHEMA asks for rights on the database even where the schema is there.
  const [found] = await t.query<{ exists: boolean }>(
    sql`SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ${schema}) AS exists`,
  );
  if (found?.exists !== true) await t.execute(sql`CREATE SCHEMA ${name}`);
  await t.execute(sql`
    CREATE TABLE IF NOT EXISTS ${name}.schema_migration (
      version integer PRIMARY KEY,
      name text NOT NULL,
      digest text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
}

function history(q: Queryable, schema: string): Promise<readonly Applied[]> {
  return q.query<Applied>(
    sql`SELECT version, name, digest FROM ${identifier(schema)}.schema_migration ORDER BY version`,
  );
}

function requireSameHistory(schema: string, applied: readonly Applied[], migrations: readonly Migration[]): void {
  if (applied.length > migrations.length) throw unsupported(schema, applied.length, `at most ${migrations.length}`);
  for (const [index, { version, name, digest }] of applied.entries()) {
    const given = migrations[index];
    if (given === undefined || given.version !== version || digestOf(given) !== digest) {
      throw new ConditionError('MIGRATION_ALTERED', {
        message: `${schema} had migration ${version} (${name}), which differs from the one given`,
        details: { schema, version, migration: name },
      });
    }
  }
}

async function apply(t: Transaction, schema: string, migration: Migration): Promise<void> {
  await t.execute(sql`SET LOCAL search_path TO ${identifier(schema)}`);
  await t.execute({ text: migration.sql, values: [] });
  await enter(t, schema, migration);
}

async function enter(t: Transaction, schema: string, migration: Migration): Promise<void> {
  await t.execute(sql`
    INSERT INTO ${identifier(schema)}.schema_migration (version, name, digest)
    VALUES (${migration.version}, ${migration.name}, ${digestOf(migration)})`);
}

function unsupported(schema: string, found: number, expected: string): ConditionError {
  return new ConditionError('SCHEMA_VERSION_UNSUPPORTED', {
    message: `${schema} has version ${found}, expected ${expected}`,
    details: { schema, found, expected },
  });
}
