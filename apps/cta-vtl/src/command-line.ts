import { ConditionError } from '@cta/conditions';
import { type Outputs, version } from '@cta/runtime';
import { Command, CommanderError } from 'commander';
import { cartridgeCommand } from './cartridge-commands.ts';
import { createCommand } from './create-command.ts';
import { faultCommand } from './fault-commands.ts';
import { serveCommand } from './serve-command.ts';

const exitStatus = { success: 0, failure: 1, userError: 2 } as const;

/** Runs one command line. Whatever goes wrong is told on `errors`, with its code. @returns the exit status */
export async function runCommandLine(words: readonly string[], outputs: Outputs): Promise<number> {
  const program = new Command('cta-vtl')
    .description('Virtual tape library: drives, changer and cartridges in a folder, offered over iSCSI')
    .version(version, '--version', 'print the version of this program');
  const commands = [createCommand(), serveCommand(), cartridgeCommand(outputs), faultCommand(outputs)];
  for (const command of commands) program.addCommand(command);
  withOutputs(program, outputs);
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitStatus.success;
  } catch (error) {
    // Commander has written what it has to say of the words themselves.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.success : exitStatus.userError;
    const condition = ConditionError.from(error);
    outputs.errors.write(`${condition.message}\n`);
    return condition.suspect === 'user' ? exitStatus.userError : exitStatus.failure;
  }
}

function withOutputs(command: Command, outputs: Outputs): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => outputs.out.write(text),
    writeErr: (text) => outputs.errors.write(text),
  });
  for (const child of command.commands) withOutputs(child, outputs);
}
