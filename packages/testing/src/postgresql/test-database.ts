import { after } from 'node:test';
import { type Database, type DatabaseOptions, identifier, openDatabase, sql } from '@cta/database';
import { type PostgresServer, startPostgres } from './postgresql-server.ts';

/** A database that is migrated once and then copied for each test file. */
export interface DatabaseTemplate {
  /** Unique among the templates of a test run. */
  readonly name: string;
  /** Makes the schemas, and what all test files want to find in them. */
  readonly migrate: (db: Database) => Promise<unknown>;
  /** Schema that statements mean when they name none. */
  readonly schema?: string;
}

/** A database that belongs to one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly db: Database;
  /** Opens another pool of it, closed with the rest: for tests of what several processes do at once. */
  readonly open: (options?: Partial<DatabaseOptions>) => Database;
}

/** URL of a server that a whole test run shares; whoever starts the run sets it. */
export const sharedServerVariable = 'CTA_TEST_POSTGRES_URL';

let ownServer: Promise<PostgresServer> | undefined;
let made = 0;
let inUse = 0;

/**
 * Makes an empty database, or a copy of a template, for the test file that calls it at its top; it is dropped after the
 * file's last test. The server is the run's (CTA_TEST_POSTGRES_URL), or else one that this file starts for itself.
 */
export async function testDatabase(template?: DatabaseTemplate): Promise<TestDatabase> {
  made += 1;
  inUse += 1;
  const name = `test_${process.pid}_${made}`;
  const urlOf = await serverUrls();
  await withDatabase(urlOf('postgres'), async (admin) => {
    if (template === undefined) await admin.execute(sql`CREATE DATABASE ${identifier(name)}`);
    else await copyTemplate(admin, urlOf, template, name);
  });
  const opened: Database[] = [];
  const open = (options: Partial<DatabaseOptions> = {}): Database => {
    const db = openDatabase({ ...defaultsOf(urlOf(name), template), ...options });
    opened.push(db);
    return db;
  };
  after(async () => {
    await Promise.all(opened.map((db) => db.close()));
    await withDatabase(urlOf('postgres'), (admin) =>
      admin.execute(sql`DROP DATABASE ${identifier(name)} WITH (FORCE)`),
    );
    inUse -= 1;
    if (inUse === 0) await stopOwnServer();
  });
  return { url: urlOf(name), db: open(), open };
}

async function serverUrls(): Promise<(database: string) => string> {
  const shared = process.env[sharedServerVariable];
  if (shared !== undefined) return (database) => Object.assign(new URL(shared), { pathname: `/${database}` }).href;
  ownServer ??= startPostgres();
  const server = await ownServer;
  return (database) => server.url(database);
}

async function stopOwnServer(): Promise<void> {
  const server = await ownServer;
  ownServer = undefined;
  await server?.stop();
}

/** Test files of several processes may ask for the same template at once: one makes it, the others wait. */
async function copyTemplate(
  admin: Database,
  urlOf: (database: string) => string,
  template: DatabaseTemplate,
  copy: string,
): Promise<void> {
  const name = `template_${template.name}`;
  await admin.session(async (session) => {
    await session.execute(sql`SELECT pg_advisory_lock(hashtextextended(${name}, 0))`);
    const finished = await session.query(sql`SELECT 1 FROM pg_database WHERE datname = ${name} AND datistemplate`);
    if (finished.length > 0) return;
    await session.execute(sql`DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`);
    await session.execute(sql`CREATE DATABASE ${identifier(name)}`);
    await withDatabase(urlOf(name), template.migrate, template);
    await session.execute(sql`ALTER DATABASE ${identifier(name)} WITH IS_TEMPLATE true`);
  });
  await admin.execute(sql`CREATE DATABASE ${identifier(copy)} TEMPLATE ${identifier(name)}`);
}

async function withDatabase<T>(
  url: string,
  work: (db: Database) => Promise<T>,
  template?: DatabaseTemplate,
): Promise<T> {
  const db = openDatabase(defaultsOf(url, template));
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

function defaultsOf(url: string, template?: DatabaseTemplate): DatabaseOptions {
  const { schema } = template ?? {};
  return { url, applicationName: 'cta-test', ...(schema === undefined ? {} : { schema }) };
}
