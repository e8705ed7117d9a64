import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestCertificate } from '../certificates/test-certificate.ts';
import { type ServerAccount, serverAccount } from './server-account.ts';
import { serverBinaries } from './server-binaries.ts';
import { ServerProcess } from './server-process.ts';

export interface PostgresOptions {
  /**
   * Where the server keeps its data, for the next start to find. Without it, or where the account that must run the
   * server cannot enter it, a new one below the temporary folder, removed when the server stops.
   */
  readonly folder?: string;
  /** TCP port on 127.0.0.1; by default one that is free. */
  readonly port?: number;
  /** What committed data survives: that the server is killed, or also that its machine crashes; by default neither. */
  readonly survives?: 'kill' | 'crash';
  /**
   * A standby of nobody, as a server is that others have failed over to and that is not promoted yet: one that answers
   * reads alone, or one that still starts up (SQLSTATE 57P03). By default a primary.
   */
  readonly standby?: 'read-only' | 'starting-up';
  /** With which it offers TLS; without one it does not. */
  readonly certificate?: TestCertificate;
}

export interface PostgresServer {
  readonly folder: string;
  readonly port: number;
  /** Of the server itself. */
  readonly processId: number;
  /** The superuser's URL of a database; `postgres` exists from the start. */
  url(database: string): string;
  /** Disconnects everybody, saves, ends. */
  stop(): Promise<void>;
}

const superuser = 'cta';

/** What a server logs once it is as it is wanted. */
const readyMessages = {
  primary: 'database system is ready to accept connections',
  'read-only': 'database system is ready to accept read-only connections',
  'starting-up': 'consistent recovery state reached',
} as const;

/** Starts a PostgreSQL server of its own, as a user or as root; it stops when this process ends, however that ends. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const account = await serverAccount();
  const binaries = await serverBinaries(account);
  const home = await serverFolder(options.folder, account);
  const data = join(home.folder, 'data');
  const password = await initialise(binaries, home.folder, data, account);
  const port = options.port ?? (await freePort());
  await signalStandby(data, options.standby !== undefined);
  const { certificate } = options;
  if (certificate !== undefined) await writeCertificate(data, certificate, account);
  const server = await ServerProcess.start({
    command: [join(binaries, 'bin', 'postgres'), '-D', data, ...settings(home.folder, port, options)],
    account,
    readyMessage: readyMessages[options.standby ?? 'primary'],
    ...(home.temporary ? { removeFolder: home.folder } : {}),
  });
  const [processId = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  return {
    folder: home.folder,
    port,
    processId: Number(processId),
    url: (database) => `postgresql://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop: () => server.stop(),
  };
}

interface ServerFolder {
  readonly folder: string;
  readonly temporary: boolean;
}

async function serverFolder(wanted: string | undefined, account: ServerAccount | undefined): Promise<ServerFolder> {
  if (wanted !== undefined) {
    const folder = resolve(wanted);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await give(folder, account);
    if (await canEnter(folder, account)) return { folder, temporary: false };
  }
  const folder = await mkdtemp(join(tmpdir(), 'cta-postgresql-data-'));
  await give(folder, account);
  return { folder, temporary: true };
}

async function give(path: string, account: ServerAccount | undefined): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

async function canEnter(folder: string, account: ServerAccount | undefined): Promise<boolean> {
  return runAs(account, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder]).then(
    () => true,
    () => false,
  );
}

const execute = promisify(execFile);

async function runAs(account: ServerAccount | undefined, program: string, words: readonly string[]): Promise<void> {
  await execute(program, words, {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
}

/** Makes the data folder once. @returns the superuser's password, which lies beside it */
async function initialise(
  binaries: string,
  folder: string,
  data: string,
  account: ServerAccount | undefined,
): Promise<string> {
  const passwordFile = join(folder, 'password');
  if (await exists(join(data, 'PG_VERSION'))) return (await readFile(passwordFile, 'utf8')).trim();
  const password = randomBytes(18).toString('base64url');
  await writeFile(passwordFile, password);
  await chmod(passwordFile, 0o600);
  await give(passwordFile, account);
  await runAs(account, join(binaries, 'bin', 'initdb'), [
    `--pgdata=${data}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ]);
  return password;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** PostgreSQL 27.2: a server whose data folder has this file recovers for as long as it runs. */
async function signalStandby(data: string, isStandby: boolean): Promise<void> {
  const file = join(data, 'standby.signal');
  if (isStandby) await writeFile(file, '');
  else await rm(file, { force: true });
}

/** PostgreSQL 18.9: where it looks for them by default; a key that others may read is refused. */
async function writeCertificate(
  data: string,
  { certificate, key }: TestCertificate,
  account: ServerAccount | undefined,
): Promise<void> {
  for (const [name, text] of [
    ['server.crt', certificate],
    ['server.key', key],
  ] as const) {
    const file = join(data, name);
    await writeFile(file, text, { mode: 0o600 });
    await give(file, account);
  }
}

function settings(
  folder: string,
  port: number,
  { survives, standby, certificate }: Pick<PostgresOptions, 'survives' | 'standby' | 'certificate'>,
): readonly string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: socketFolder(folder),
    max_connections: 200,
    log_min_messages: 'log',
    ssl: certificate === undefined ? 'off' : 'on',
    hot_standby: standby === 'starting-up' ? 'off' : 'on',
    // What the kernel has outlives every process, so that only who fears for the machine waits for its disk.
    fsync: survives === 'crash' ? 'on' : 'off',
    ...(survives === undefined ? { full_page_writes: 'off', synchronous_commit: 'off' } : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** A socket's path holds no more than 107 bytes; where the folder's is too long there is TCP alone. */
function socketFolder(folder: string): string {
  return Buffer.byteLength(join(folder, '.s.PGSQL.65535.lock')) <= 107 ? folder : '';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port on 127.0.0.1');
  return address.port;
}
