import type { AdminContext } from '@cta/admin';
import { catalogueSchema } from '@cta/catalogue';
import { openDatabase } from '@cta/database';
import { schedulerSchema } from '@cta/scheduler';
import { enterEntities, enterTape } from '../../system/rig/rig-entities.ts';
import type { Container } from '../container/container.ts';
import { databasePassword, databaseUrl, hostName, tapes } from './site.ts';

/**
 * Makes the database in the machine's PostgreSQL, both schemas in it as docs/install.md says, and enters all that an archive
 * needs before its first file.
 */
export async function setUpDatabases(machine: Container): Promise<void> {
  const statements = `CREATE ROLE cta LOGIN PASSWORD '${databasePassword}'; CREATE DATABASE cta OWNER cta;`;
  await machine.run('runuser', ['--user=postgres', '--', 'psql', '--quiet'], {
    input: statements.replaceAll(';', ';\n'),
  });
  const password = '/root/cta-password';
  await machine.writeFile(password, databasePassword, 0o600);
  for (const command of ['migrate', 'scheduler']) {
    const database = ['--url', databaseUrl, '--password-file', password];
    await machine.run('cta-catalogue', [command, ...database, '--apply']);
  }
  await enterArchive();
}

/** Enters what stands in the Catalogue before the first file. */
async function enterArchive(): Promise<void> {
  const url = databaseUrl.replace('@', `:${encodeURIComponent(databasePassword)}@`);
  await using databases = new AsyncDisposableStack();
  const open = (schema: string) =>
    databases.adopt(openDatabase({ url, schema, applicationName: 'set-up of the night' }), (db) => db.close());
  const [catalogueDb, schedulerDb] = [open(catalogueSchema), open(schedulerSchema)];
  const admin: AdminContext = { catalogueDb, schedulerDb, author: { user: 'operator', host: hostName } };
  await enterEntities(admin);
  for (const { vid, pool } of tapes) await enterTape(admin, vid, pool);
}
