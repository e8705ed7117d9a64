import { readFile } from 'node:fs/promises';
import { findCatalogueSchema, parseCatalogueLogin } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type Database, type DatabaseOptions, databaseOptions, openDatabase } from '@cta/database';
import { loadConfiguration } from '@cta/runtime';
import { type Command, Option } from 'commander';
import { configurationSchema } from './configuration.ts';

/** How a command line says which Catalogue is meant. */
export interface AccessOptions {
  readonly config?: string;
  readonly login?: string;
  readonly url?: string;
  readonly passwordFile?: string;
  readonly schema?: string;
}

export interface CatalogueAccess {
  readonly db: Database;
  readonly schema: string;
}

const applicationName = 'cta-catalogue';

/** Going through the files of a large archive, or making an index over them, takes hours and is to have an end all the same. */
const statementTimeoutMs = 12 * 3_600_000;

/** Adds the options that say which Catalogue is meant. */
export function withAccessOptions(command: Command): Command {
  return command
    .addOption(new Option('--config <file>', 'TOML file with a table [catalogue]').conflicts(['login', 'url']))
    .addOption(new Option('--login <file>', "CTA's login file, /etc/cta/cta-catalogue.conf").conflicts('url'))
    .option('--url <url>', 'postgresql://USER@HOST:PORT/DATABASE')
    .option('--password-file <file>', 'file that holds the password, with --url')
    .option('--schema <name>', 'schema that the Catalogue is in; found by itself where there is one');
}

/** Opens the Catalogue that a command line means for as long as `work` takes. */
export async function withCatalogue<T>(
  options: AccessOptions,
  work: (access: CatalogueAccess) => Promise<T>,
): Promise<T> {
  const database = { ...(await databaseOf(options)), applicationName, statementTimeoutMs };
  const schema = options.schema ?? database.schema ?? (await foundSchema(database));
  const db = openDatabase({ ...database, schema });
  try {
    return await work({ db, schema });
  } finally {
    await db.close();
  }
}

async function databaseOf(options: AccessOptions): Promise<DatabaseOptions> {
  const { config, login, url, passwordFile } = options;
  if (url !== undefined) return { url, applicationName, ...(passwordFile !== undefined && { passwordFile }) };
  if (login !== undefined) return { url: await urlOfLogin(login), applicationName };
  const { catalogue } = loadConfiguration(configurationSchema, config ?? '/etc/cta/cta-catalogue.toml');
  return databaseOptions(catalogue, applicationName);
}

async function urlOfLogin(file: string): Promise<string> {
  const login = parseCatalogueLogin(await readLogin(file));
  if (login.backend !== 'postgresql') {
    const what = login.backend === 'none' ? 'has no login' : `names the backend ${login.name}`;
    throw new ConditionError('CONFIGURATION_INVALID', {
      message: `${file} ${what}; a Catalogue of ours is in PostgreSQL: postgresql:postgresql://USER@HOST/DATABASE`,
      details: { file },
    });
  }
  const url = new URL(login.url);
  if (login.password !== undefined) url.password = encodeURIComponent(login.password);
  return url.href;
}

async function readLogin(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConditionError('CONFIGURATION_UNREADABLE', { message: file, details: { file }, cause });
  }
}

async function foundSchema(options: DatabaseOptions): Promise<string> {
  const db = openDatabase(options);
  try {
    return await findCatalogueSchema(db);
  } finally {
    await db.close();
  }
}
