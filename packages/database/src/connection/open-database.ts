import { SecretFile } from '@cta/runtime';
import pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import type { Database } from '../database.ts';
import { identifier, sql } from '../statement.ts';
import { PoolDatabase } from './pool-database.ts';
import { typeParsers } from './type-parsers.ts';

export interface DatabaseOptions {
  /** `postgresql://USER@HOST:PORT/DATABASE`, as libpq has it; a password belongs into `passwordFile`. */
  readonly url: string;
  /** File with the password and nothing else; blanks around it do not count. Each new connection reads it again. */
  readonly passwordFile?: string;
  /** Schema that statements mean when they name none (search_path). */
  readonly schema?: string;
  /** Who we are in pg_stat_activity and the server's log. */
  readonly applicationName: string;
  /** Largest number of connections that are open at once; default 4. */
  readonly maxConnections?: number;
  /** Longest time of a statement, after which the server cancels it; default 60 s. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a connection, new or free; default 10 s. */
  readonly connectTimeoutMs?: number;
  /** How long after the server should have cancelled a statement its connection counts as lost; default 5 s. */
  readonly answerGraceMs?: number;
  /** Silence after which the other side of a connection is asked whether it is there; default 10 s. */
  readonly keepaliveMs?: number;
  /** How long a connection that nobody uses is kept; default 30 s. */
  readonly idleTimeoutMs?: number;
  /** Told of a connection that broke while nobody used it. It is replaced when next one is needed. */
  readonly onIdleConnectionLost?: (error: Error) => void;
}

/**
 * Opens a pool; connects when first needed, so a server that is away is told of by the first statement.
 * @throws SECRET_UNREADABLE where the password file cannot be read now
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { statementTimeoutMs = 60_000, connectTimeoutMs = 10_000, answerGraceMs = 5_000 } = options;
  const pool = new pg.Pool({
    application_name: options.applicationName,
    max: options.maxConnections ?? 4,
    types: typeParsers,
    options: serverSettings(options.schema),
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + answerGraceMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: options.idleTimeoutMs ?? 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: options.keepaliveMs ?? 10_000,
    Client: clientFor(options),
  });
  pool.on('error', (error) => options.onIdleConnectionLost?.(error));
  // A server may end a connection in the very packet that opens it, before whoever asked for it has been given it: an
  // 'error' event that nobody listens to would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return new PoolDatabase(pool);
}

/**
 * A client that takes the URL apart when it is made: so each connection reads the files anew that the URL names. The pool
 * would do that too, but a URL that it takes apart has a password, be it '', that counts more than the file's.
 */
function clientFor({ url, passwordFile }: DatabaseOptions): new (config?: pg.ClientConfig) => pg.Client {
  const password = passwordFile === undefined ? {} : { password: passwordReader(passwordFile) };
  return class extends pg.Client {
    constructor(config: pg.ClientConfig = {}) {
      super({ ...config, ...parseIntoClientConfig(url), ...password });
    }
  };
}

/** What pg asks for the password whenever it logs in: it may have been changed since the last time. */
function passwordReader(file: string): () => Promise<string> {
  const secret = new SecretFile(file);
  secret.requireReadable();
  return () => secret.read();
}

/** The server, too, finds out within a minute that the other side is gone, and drops what it had locked. */
const tcpKeepalive = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3';

function serverSettings(schema: string | undefined): string {
  if (schema === undefined) return tcpKeepalive;
  const searchPath = sql`${identifier(schema)}`.text.replaceAll(/[\\\s]/g, String.raw`\$&`);
  return `${tcpKeepalive} -c search_path=${searchPath}`;
}
