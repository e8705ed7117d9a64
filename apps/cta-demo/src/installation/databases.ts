import { writeFile } from 'node:fs/promises';
import { catalogueSchema, migrateCatalogue } from '@cta/catalogue';
import { type Database, openDatabase, sql } from '@cta/database';
import { migrateScheduler, schedulerSchema } from '@cta/scheduler';
import { startPostgres } from '@cta/testing';
import type { Site } from './site.ts';
import type { Workspace } from './workspace.ts';

/** How programs reach the databases. */
export interface DatabaseAccess {
  /** Without the password. */
  readonly url: string;
  readonly passwordFile: string;
}

export interface Databases extends DatabaseAccess {
  readonly catalogueDb: Database;
  readonly schedulerDb: Database;
}

const databaseName = 'cta';

/** Starts a PostgreSQL server, and creates both schemas in a database of it. */
export async function startDatabases({ workspace, started }: Site): Promise<Databases> {
  const server = started.adopt(await startPostgres({ folder: workspace.path('postgresql') }), (it) => it.stop());
  await createDatabase(server.url('postgres'));
  const access = await storeAccess(workspace, server.url(databaseName));
  const open = (schema: string): Database =>
    started.adopt(openDatabase({ ...access, schema, applicationName: 'cta-demo' }), (db) => db.close());
  const databases = { ...access, catalogueDb: open(catalogueSchema), schedulerDb: open(schedulerSchema) };
  await migrateCatalogue(databases.catalogueDb);
  await migrateScheduler(databases.schedulerDb);
  return databases;
}

async function createDatabase(url: string): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const server = stack.adopt(openDatabase({ url, applicationName: 'cta-demo' }), (db) => db.close());
  await server.execute(sql`CREATE DATABASE cta`);
}

async function storeAccess(workspace: Workspace, urlWithPassword: string): Promise<DatabaseAccess> {
  const url = new URL(urlWithPassword);
  const passwordFile = workspace.path('database-password');
  await writeFile(passwordFile, `${decodeURIComponent(url.password)}\n`, { mode: 0o600 });
  url.password = '';
  return { url: url.href, passwordFile };
}
