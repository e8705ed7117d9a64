import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { AdminContext } from '@cta/admin';
import { catalogueSchema, migrateCatalogue } from '@cta/catalogue';
import { type Database, identifier, openDatabase, sql } from '@cta/database';
import { hostName } from '@cta/runtime';
import { migrateScheduler, schedulerSchema } from '@cta/scheduler';
import {
  HalfOpenProxy,
  makeCertificate,
  type PostgresOptions,
  type PostgresServer,
  startPostgres,
  type TestCertificate,
} from '@cta/testing';
import type { DatabaseSection } from './rig-databases.ts';

/** Which of the two databases. */
export const databaseNames = ['Catalogue', 'SchedulerDB'] as const;
export type DatabaseName = (typeof databaseNames)[number];

/** A database that services reach by a way of its own and as a role of its own, while a test has another way to it. */
export interface BreakableDatabase {
  readonly proxy: HalfOpenProxy;
  readonly role: string;
  /** Holds the certificate that services trust. */
  readonly rootFile: string;
  /** What the configuration of a service says of it: everything there ends soon, and the connection is a secure one. */
  readonly section: DatabaseSection;
}

const password = 'of-a-test';
const databaseName = 'archive';
const roles = { Catalogue: 'rig_catalogue', SchedulerDB: 'rig_scheduler' } as const;
const schemas = { Catalogue: catalogueSchema, SchedulerDB: schedulerSchema } as const;

/** Time-outs that tests can wait for. */
const hasty = {
  connect_timeout: '1500ms',
  statement_timeout: '1500ms',
  answer_grace: '300ms',
  keepalive: '1s',
  idle_timeout: '5s',
} as const;

/** A server of the test file's own, with both schemas, that can be stopped, started as something else, and cut off. */
export class BreakableDatabases implements AsyncDisposable {
  readonly admin: AdminContext;
  /** How whoever is not to be cut off reaches both. */
  readonly section: DatabaseSection;
  readonly ways: Readonly<Record<DatabaseName, BreakableDatabase>>;
  readonly #parts: AsyncDisposableStack;
  readonly #superuser: Database;
  readonly #certificate: TestCertificate;
  readonly #foreignCertificate: TestCertificate;
  #server: PostgresServer;

  private constructor(made: Pick<BreakableDatabases, 'admin' | 'section' | 'ways'> & MadeParts) {
    this.admin = made.admin;
    this.section = made.section;
    this.ways = made.ways;
    this.#parts = made.parts;
    this.#superuser = made.superuser;
    this.#certificate = made.certificate;
    this.#foreignCertificate = made.foreignCertificate;
    this.#server = made.server;
  }

  static async create(): Promise<BreakableDatabases> {
    const parts = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'cta-breakable-'));
    parts.defer(() => rm(folder, { recursive: true, force: true }));
    // The account that runs the server must get through to its folder.
    await chmod(folder, 0o711);
    const [certificate, foreignCertificate] = await Promise.all([makeCertificate(), makeCertificate()]);
    const server = await startPostgres({ folder: join(folder, 'server'), certificate });
    const open = (name: string, schema?: string): Database => {
      const options = { url: server.url(name), applicationName: 'cta-test', ...(schema !== undefined && { schema }) };
      return parts.adopt(openDatabase(options), (db) => db.close());
    };
    await open('postgres').execute(sql`CREATE DATABASE ${identifier(databaseName)}`);
    const superuser = open(databaseName);
    await migrateCatalogue(superuser);
    await migrateScheduler(superuser);
    const file = async (name: string, text: string): Promise<string> => {
      await writeFile(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const passwordFile = await file('password', password);
    const way = async (name: DatabaseName): Promise<BreakableDatabase> => {
      await makeRole(superuser, roles[name], schemas[name]);
      const proxy = parts.use(await HalfOpenProxy.start({ host: '127.0.0.1', port: server.port }));
      const rootFile = await file(`${roles[name]}.crt`, certificate.certificate);
      const address = `postgresql://${roles[name]}@127.0.0.1:${proxy.port}/${databaseName}`;
      const url = `${address}?sslmode=verify-full&sslrootcert=${rootFile}`;
      return { proxy, role: roles[name], rootFile, section: { url, password_file: passwordFile, ...hasty } };
    };
    const address = new URL(server.url(databaseName));
    const superuserFile = await file('superuser-password', decodeURIComponent(address.password));
    address.password = '';
    return new BreakableDatabases({
      server,
      superuser,
      certificate,
      foreignCertificate,
      parts,
      admin: {
        catalogueDb: open(databaseName, catalogueSchema),
        schedulerDb: open(databaseName, schedulerSchema),
        author: { user: userInfo().username, host: hostName() },
      },
      section: { url: address.href, password_file: superuserFile },
      ways: { Catalogue: await way('Catalogue'), SchedulerDB: await way('SchedulerDB') },
    });
  }

  /** Stops the server, and starts it at the same port with the same data. */
  async restart(how: Pick<PostgresOptions, 'standby'> = {}): Promise<void> {
    await this.stopServer();
    await this.startServer(how);
  }

  stopServer(): Promise<void> {
    return this.#server.stop();
  }

  async startServer(how: Pick<PostgresOptions, 'standby'> = {}): Promise<void> {
    const { folder, port } = this.#server;
    this.#server = await startPostgres({ folder, port, certificate: this.#certificate, ...how });
  }

  /** How many connections the services may have to a database from now on; those that they have are ended. */
  async limitConnections(name: DatabaseName, limit: number): Promise<void> {
    const { role } = this.ways[name];
    await this.#superuser.execute({ text: `ALTER ROLE ${role} CONNECTION LIMIT ${limit}`, values: [] });
    await this.#disconnect(role);
  }

  /** Whether the services may only read from now on. */
  async setReadOnly(name: DatabaseName, isReadOnly: boolean): Promise<void> {
    const { role } = this.ways[name];
    const setting = isReadOnly ? 'on' : 'off';
    await this.#superuser.execute({
      text: `ALTER ROLE ${role} SET default_transaction_read_only = ${setting}`,
      values: [],
    });
    await this.#disconnect(role);
  }

  /** Whether the services' password is another one from now on. */
  async refuseLogin(name: DatabaseName, isRefused: boolean): Promise<void> {
    const { role } = this.ways[name];
    const text = `ALTER ROLE ${role} PASSWORD '${isRefused ? 'another' : password}'`;
    await this.#superuser.execute({ text, values: [] });
    await this.#disconnect(role);
  }

  /** Whether the services trust another certificate than the server's from now on, as if it had been exchanged. */
  async distrust(name: DatabaseName, isDistrusted: boolean): Promise<void> {
    const { rootFile, role } = this.ways[name];
    const { certificate } = isDistrusted ? this.#foreignCertificate : this.#certificate;
    await writeFile(rootFile, certificate);
    await this.#disconnect(role);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
    await this.#server.stop();
  }

  async #disconnect(role: string): Promise<void> {
    await this.#superuser.query(sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${role}`);
  }
}

interface MadeParts {
  readonly server: PostgresServer;
  readonly superuser: Database;
  readonly certificate: TestCertificate;
  readonly foreignCertificate: TestCertificate;
  readonly parts: AsyncDisposableStack;
}

async function makeRole(superuser: Database, role: string, schema: string): Promise<void> {
  const statements = [
    `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${role}`,
    `GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
    `GRANT ALL ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`,
  ];
  for (const text of statements) await superuser.execute({ text, values: [] });
}
