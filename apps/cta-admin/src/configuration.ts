import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DeepReadonly, duration, loadConfiguration, secretFile, section, z } from '@cta/runtime';

const databaseSection = (what: string, schema: string) =>
  section({
    url: z
      .string()
      .meta({ description: `PostgreSQL server and database of the ${what}: postgresql://USER@HOST:PORT/DATABASE` }),
    password_file: secretFile().optional().meta({ description: 'File that holds the password of that user' }),
    schema: z.string().min(1).default(schema).meta({ description: 'Schema that holds the tables' }),
  });

/** Configuration of cta-admin, as long as it goes to the databases itself. */
export const configurationSchema = z.strictObject({
  instance_name: z.string().default('CTA').meta({ description: 'Name of this CTA instance, shown in lists' }),
  scheduler_backend_name: z
    .string()
    .default('postgres')
    .meta({ description: 'Name of the scheduler backend, shown in lists' }),
  drive_timeout: duration()
    .default(60 * 1000)
    .meta({
      description: 'Services not heard of for longer than this are shown as STALE, and what their drives do with them',
    }),
  catalogue: databaseSection('Catalogue', 'cta_catalogue'),
  scheduler: databaseSection('scheduler', 'cta_scheduler'),
});

export type Configuration = DeepReadonly<z.output<typeof configurationSchema>>;

/** The file that --config names, else the user's own, else the machine's. */
export function configurationPath(given: string | undefined, home: string | undefined): string {
  if (given !== undefined) return given;
  const own = home === undefined ? undefined : join(home, '.cta', 'cta-cli.toml');
  return own !== undefined && existsSync(own) ? own : '/etc/cta/cta-cli.toml';
}

export function readConfiguration(path: string): Configuration {
  return loadConfiguration(configurationSchema, path);
}
