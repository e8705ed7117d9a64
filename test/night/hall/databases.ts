import type { AdminContext } from '@cta/admin';
import { catalogueSchema, migrateCatalogue } from '@cta/catalogue';
import { openDatabase } from '@cta/database';
import { migrateScheduler, schedulerSchema } from '@cta/scheduler';
import { enterEntities, enterTape } from '../../system/rig/rig-entities.ts';
import type { Container } from '../container/container.ts';
import { databasePassword, databaseUrl, hostName, tapes } from './site.ts';

/** Makes the databases in the machine's PostgreSQL, and enters all that an archive needs before its first file. */
export async function setUpDatabases(machine: Container): Promise<void> {
  const statements = `CREATE ROLE cta LOGIN PASSWORD '${databasePassword}'; CREATE DATABASE cta OWNER cta;`;
  await machine.run('runuser', ['--user=postgres', '--', 'psql', '--quiet'], {
    input: statements.replaceAll(';', ';\n'),
  });
  const url = databaseUrl.replace('@', `:${encodeURIComponent(databasePassword)}@`);
  await using databases = new AsyncDisposableStack();
  const open = (schema: string) =>
    databases.adopt(openDatabase({ url, schema, applicationName: 'set-up of the night' }), (db) => db.close());
  const [catalogueDb, schedulerDb] = [open(catalogueSchema), open(schedulerSchema)];
  await migrateCatalogue(catalogueDb);
  await migrateScheduler(schedulerDb);
  const admin: AdminContext = { catalogueDb, schedulerDb, author: { user: 'operator', host: hostName } };
  await enterEntities(admin);
  for (const { vid, pool } of tapes) await enterTape(admin, vid, pool);
}
