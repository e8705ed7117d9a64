import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** One step of a schema's history. Once released it never changes; a correction is a further migration. */
export interface Migration {
  /** 1, 2, 3 … without a gap. */
  readonly version: number;
  readonly name: string;
  /** Any number of statements; they run in one transaction with search_path set to the schema. */
  readonly sql: string;
}

const fileName = /^(?<version>\d{4})-(?<name>[a-z0-9-]+)\.sql$/;

/** Reads the migrations of a folder: files `NNNN-name.sql`, numbered from 0001. */
export async function readMigrations(folder: URL): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted();
  return Promise.all(
    files.map(async (file, index) => {
      const { version, name } = fileName.exec(file)?.groups ?? {};
      if (name === undefined || Number(version) !== index + 1) {
        throw new Error(`migration ${file} in ${folder.pathname} is not number ${index + 1} in the form NNNN-name.sql`);
      }
      return { version: index + 1, name, sql: await readFile(new URL(file, ensureFolder(folder)), 'utf8') };
    }),
  );
}

/** What tells whether a migration is the one that was applied. */
export function digestOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

function ensureFolder(url: URL): URL {
  return url.pathname.endsWith('/') ? url : new URL(`${url.href}/`);
}
