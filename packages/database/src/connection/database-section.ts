import { type DeepReadonly, duration, section, secretFile, z } from '@cta/runtime';
import type { DatabaseOptions } from './open-database.ts';

/** How a service's configuration file names a database: the table `[catalogue]` or `[scheduler]`. */
export function databaseSection(defaultSchema: string) {
  return section({
    url: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'a URL such as "postgresql://USER@HOST:PORT/DATABASE"')
      .describe(
        'Where the database is, as libpq has it, without a password; `?sslmode=verify-full&sslrootcert=FILE` for TLS.',
      ),
    password_file: secretFile()
      .optional()
      .describe('File that holds the password, or credential:NAME as systemd hands it out.'),
    schema: z.string().min(1).default(defaultSchema).describe('Schema that holds the tables.'),
    max_connections: z.int().min(2).default(4).describe('Largest number of connections that are open at once.'),
    connect_timeout: duration()
      .prefault('10s')
      .describe('Longest wait for a connection, a new one or one that is in use.'),
    statement_timeout: duration()
      .prefault('60s')
      .describe('Longest time of a statement, and of a transaction between two statements; then the server ends it.'),
    answer_grace: duration()
      .prefault('5s')
      .describe('How much longer an answer may take before its connection counts as lost.'),
    keepalive: duration()
      .prefault('10s')
      .describe('Silence on a connection after which the other side is asked whether it is there.'),
    idle_timeout: duration().prefault('30s').describe('How long a connection that nobody uses is kept.'),
  });
}

export type DatabaseConfiguration = DeepReadonly<z.output<ReturnType<typeof databaseSection>>>;

/** @param applicationName who the connections say they are of */
export function databaseOptions(configuration: DatabaseConfiguration, applicationName: string): DatabaseOptions {
  const { password_file: passwordFile } = configuration;
  return {
    url: configuration.url,
    schema: configuration.schema,
    applicationName,
    maxConnections: configuration.max_connections,
    connectTimeoutMs: configuration.connect_timeout,
    statementTimeoutMs: configuration.statement_timeout,
    answerGraceMs: configuration.answer_grace,
    keepaliveMs: configuration.keepalive,
    idleTimeoutMs: configuration.idle_timeout,
    ...(passwordFile && { passwordFile: passwordFile.path }),
  };
}
