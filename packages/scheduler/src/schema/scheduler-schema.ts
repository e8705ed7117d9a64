import {
  type Database,
  migrate,
  openedSchema,
  type Queryable,
  readMigrations,
  requireSchemaVersion,
} from '@cta/database';

/** Name of the SchedulerDB's schema; connections to it have it as their `schema`. */
export const schedulerSchema = 'cta_scheduler';

const migrations = new URL('../../migrations/', import.meta.url);

/** Creates the schema or brings it up to date. @returns the versions that were applied */
export async function migrateScheduler(db: Database, schema: string = schedulerSchema): Promise<readonly number[]> {
  return migrate(db, schema, await readMigrations(migrations));
}

/**
 * Looks at the schema that the database was opened for.
 * @throws SCHEMA_VERSION_UNSUPPORTED where that is missing or of another version than this program works with
 */
export async function checkSchedulerSchema(q: Queryable): Promise<void> {
  await requireSchemaVersion(q, (await openedSchema(q)) ?? schedulerSchema, await readMigrations(migrations));
}
