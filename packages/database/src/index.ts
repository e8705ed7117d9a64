export { type DatabaseConfiguration, databaseOptions, databaseSection } from './connection/database-section.ts';
export { type DatabaseOptions, openDatabase } from './connection/open-database.ts';
export type { Database, Queryable, Session, Statement, Transaction } from './database.ts';
export { connectionLosses, fromPostgres, passingConditions } from './errors/from-postgres.ts';
export {
  migrate,
  type MigrateOptions,
  openedSchema,
  requireSchemaVersion,
  schemaVersionOf,
} from './migrations/migrate.ts';
export { type Migration, readMigrations } from './migrations/migration.ts';
export { identifier, joined, sql } from './statement.ts';
