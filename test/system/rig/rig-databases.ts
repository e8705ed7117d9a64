import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { AdminContext } from '@cta/admin';
import { catalogueSchema, migrateCatalogue } from '@cta/catalogue';
import { hostName } from '@cta/runtime';
import { migrateScheduler, schedulerSchema } from '@cta/scheduler';
import { testDatabase } from '@cta/testing';

/** The table of a configuration file that names the database: both schemas are in one. */
export type DatabaseSection = Readonly<Record<'url' | 'password_file', string>>;

/** Both databases of an archive, and how its programs reach them. */
export interface RigDatabases {
  readonly admin: AdminContext;
  readonly section: DatabaseSection;
}

/** Makes a database for the test file that calls it. @param folder where the password is put */
export async function makeDatabases(folder: string): Promise<RigDatabases> {
  const { url, open } = await testDatabase({
    name: 'archive',
    migrate: async (db) => {
      await migrateCatalogue(db);
      await migrateScheduler(db);
    },
  });
  const admin = {
    catalogueDb: open({ schema: catalogueSchema }),
    schedulerDb: open({ schema: schedulerSchema }),
    author: { user: userInfo().username, host: hostName() },
  };
  const address = new URL(url);
  const passwordFile = join(folder, 'database-password');
  await writeFile(passwordFile, decodeURIComponent(address.password), { mode: 0o600 });
  address.password = '';
  return { admin, section: { url: address.href, password_file: passwordFile } };
}
