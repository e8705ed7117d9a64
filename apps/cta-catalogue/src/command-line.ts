import { ConditionError, isCondition } from '@cta/conditions';
import { exitStatuses, exitStatusOf, type Outputs, version } from '@cta/runtime';
import { Command, CommanderError } from 'commander';
import { checkCommand } from './check-command.ts';
import { migrateCommand } from './migrate-command.ts';
import { schedulerCommand } from './scheduler-command.ts';

/** What was asked for wrongly (EX_USAGE); all else is as exitStatuses of the runtime have it. */
const usageError = 64;

/** Runs one command line. Whatever goes wrong is told on `errors`, with its code. @returns the exit status */
export async function runCommandLine(words: readonly string[], outputs: Outputs): Promise<number> {
  let status = 0;
  const onEnd = (ended: number): void => void (status = ended);
  const program = programOf(outputs, onEnd);
  try {
    await program.parseAsync(words, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError;
    outputs.errors.write(`${ConditionError.from(error).message}\n`);
    return isCondition(error, 'CATALOGUE_UNFIT') ? exitStatuses.SCHEMA_VERSION_UNSUPPORTED : exitStatusOf(error);
  }
}

function programOf(outputs: Outputs, onEnd: (status: number) => void): Command {
  const program = new Command('cta-catalogue')
    .description(
      "Looks at a Catalogue of the CERN Tape Archive, ours or CTA's own, and brings it to the schema of this release",
    )
    .version(version, '--version', 'print the version of this program');
  program
    .addCommand(checkCommand(outputs, onEnd))
    .addCommand(migrateCommand(outputs))
    .addCommand(schedulerCommand(outputs));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => outputs.out.write(text),
      writeErr: (text) => outputs.errors.write(text),
    });
  }
  return program;
}
