import type { Outputs } from '@cta/runtime';
import { adoptCatalogue, adoptionScript, inspectCatalogue } from '@cta/catalogue';
import { Command, Option } from 'commander';
import { type AccessOptions, withAccessOptions, withCatalogue } from './catalogue-access.ts';
import { inspectionLines } from './inspection-report.ts';

interface MigrateOptions extends AccessOptions {
  readonly apply?: true;
}

/** `cta-catalogue migrate`: prints the statements, and runs them once it is told to. */
export function migrateCommand({ out, errors }: Outputs): Command {
  return withAccessOptions(new Command('migrate'))
    .description('bring a Catalogue to the schema of this release: print the statements or, with --apply, run them')
    .addOption(new Option('--dry-run', 'print the statements and change nothing (the default)').conflicts('apply'))
    .option('--apply', 'run them, in one transaction')
    .action(async (options: MigrateOptions) => {
      await withCatalogue(options, async ({ db, schema }) => {
        if (options.apply === true) {
          const applied = await adoptCatalogue(db, schema);
          out.write(applied.length === 0 ? 'nothing to do\n' : applied.map((name) => `applied ${name}\n`).join(''));
          return;
        }
        const inspection = await inspectCatalogue(db, schema);
        errors.write(inspectionLines(inspection).join('\n') + '\n');
        out.write(await adoptionScript(schema, inspection.due));
      });
    });
}
