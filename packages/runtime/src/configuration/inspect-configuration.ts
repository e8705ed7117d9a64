import { ConditionError } from '@cta/conditions';
import { exitStatusOf } from '../shutdown/exit-status.ts';
import { loadConfiguration } from './load-configuration.ts';
import { printConfiguration } from './print-configuration.ts';
import type { ConfigurationSchema } from './section.ts';

interface TextOutput {
  write(text: string): unknown;
}

/**
 * What `--check-config` and `--print-config` do in place of running the service: say whether the file is good, or print
 * what is in effect; on the error output what is wrong with it.
 *
 * @returns the exit status
 */
export function inspectConfiguration(
  schema: ConfigurationSchema,
  path: string,
  wanted: 'check' | 'print',
  { stdout, stderr }: { readonly stdout: TextOutput; readonly stderr: TextOutput } = process,
): number {
  try {
    const configuration = loadConfiguration(schema, path);
    stdout.write(wanted === 'print' ? printConfiguration(schema, configuration) : `${path}: good\n`);
    return 0;
  } catch (error) {
    stderr.write(`${ConditionError.from(error).message}\n`);
    return exitStatusOf(error);
  }
}
