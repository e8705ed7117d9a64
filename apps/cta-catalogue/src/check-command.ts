import { inspectCatalogue, isFit } from '@cta/catalogue';
import { exitStatuses, type Outputs } from '@cta/runtime';
import { Command } from 'commander';
import { type AccessOptions, withAccessOptions, withCatalogue } from './catalogue-access.ts';
import { inspectionJson, inspectionLines } from './inspection-report.ts';

interface CheckOptions extends AccessOptions {
  readonly json?: true;
}

/** `cta-catalogue check`: what is there, what is missing, what differs. Changes nothing. */
export function checkCommand({ out }: Outputs, onEnd: (status: number) => void): Command {
  return withAccessOptions(new Command('check'))
    .description("compare a Catalogue with CTA's schema 15.0 and say what our migrations would do; changes nothing")
    .option('--json', 'print JSON')
    .action(async (options: CheckOptions) => {
      const inspection = await withCatalogue(options, ({ db, schema }) => inspectCatalogue(db, schema));
      out.write(options.json === true ? inspectionJson(inspection) : inspectionLines(inspection).join('\n') + '\n');
      onEnd(isFit(inspection) ? 0 : exitStatuses.SCHEMA_VERSION_UNSUPPORTED);
    });
}
