import { type Database, migrate, type Queryable, readMigrations, requireSchemaVersion } from '@cta/database';

/** Name of the SchedulerDB's schema; connections to it have it as their `schema`. */
export const schedulerSchema = 'cta_scheduler';

const migrations = new URL('../../migrations/', import.meta.url);

/** Creates the schema or brings it up to date. @returns the versions that were applied */
export async function migrateScheduler(db: Database, schema: string = schedulerSchema): Promise<readonly number[]> {
  return migrate(db, schema, await readMigrations(migrations));
}

/** @throws SCHEMA_VERSION_UNSUPPORTED where the schema is missing or older than this program */
export async function checkSchedulerSchema(q: Queryable, schema: string = schedulerSchema): Promise<void> {
  await requireSchemaVersion(q, schema, await readMigrations(migrations));
}
