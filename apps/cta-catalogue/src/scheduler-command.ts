import type { Outputs } from '@cta/runtime';
import { openDatabase, schemaVersionOf } from '@cta/database';
import { migrateScheduler, schedulerSchema } from '@cta/scheduler';
import { Command } from 'commander';

interface SchedulerOptions {
  readonly url: string;
  readonly passwordFile?: string;
  readonly schema: string;
  readonly apply?: true;
}

/** `cta-catalogue scheduler`: the SchedulerDB is none of CTA's, so there is nothing to adopt; it is made or brought up to date. */
export function schedulerCommand({ out }: Outputs): Command {
  return new Command('scheduler')
    .description('make the SchedulerDB, or bring it to the schema of this release; without --apply say what it has')
    .requiredOption('--url <url>', 'postgresql://USER@HOST:PORT/DATABASE')
    .option('--password-file <file>', 'file that holds the password')
    .option('--schema <name>', 'schema of its own', schedulerSchema)
    .option('--apply', 'run the migrations, in one transaction')
    .action(async ({ url, passwordFile, schema, apply }: SchedulerOptions) => {
      const applicationName = 'cta-catalogue';
      const db = openDatabase({ url, applicationName, schema, ...(passwordFile !== undefined && { passwordFile }) });
      try {
        const applied = apply === true ? await migrateScheduler(db, schema) : [];
        out.write(
          `schema ${schema}: version ${await schemaVersionOf(db, schema)}, ${applied.length} migrations applied\n`,
        );
      } finally {
        await db.close();
      }
    });
}
