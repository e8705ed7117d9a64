import { type DeepReadonly, section, secretFile, z } from '@cta/runtime';
import type { DatabaseOptions } from './open-database.ts';

/** How a service's configuration file names a database: the table `[catalogue]` or `[scheduler]`. */
export function databaseSection(defaultSchema: string) {
  return section({
    url: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'a URL such as "postgresql://USER@HOST:PORT/DATABASE"')
      .describe('Where the database is, as libpq has it, without a password.'),
    password_file: secretFile().optional().describe('File that holds the password.'),
    schema: z.string().min(1).default(defaultSchema).describe('Schema that holds the tables.'),
    max_connections: z.int().min(2).default(4).describe('Largest number of connections that are open at once.'),
  });
}

export type DatabaseConfiguration = DeepReadonly<z.output<ReturnType<typeof databaseSection>>>;

/** @param applicationName who the connections say they are of */
export function databaseOptions(configuration: DatabaseConfiguration, applicationName: string): DatabaseOptions {
  const { url, schema, max_connections: maxConnections, password_file: passwordFile } = configuration;
  return { url, schema, maxConnections, applicationName, ...(passwordFile && { passwordFile: passwordFile.path }) };
}
