import { ConditionError } from '@cta/conditions';
import { version } from '@cta/runtime';
import { Command as Commander, CommanderError, Option as CommanderOption } from 'commander';
import { configurationPath } from '../configuration.ts';
import { type ExitStatus, exitStatus, exitStatusOf } from '../exit-status.ts';
import { type OutputFormat, type OutputStream, Printer } from '../output/printer.ts';
import { Session } from '../session.ts';
import { type Command, type CommandGroup, isGroup } from './command.ts';
import type { Option } from './option.ts';

/** What the program has of its surroundings. */
export interface Surroundings {
  readonly out: OutputStream;
  readonly errors: OutputStream;
  readonly home: string | undefined;
  readonly signal: AbortSignal;
}

/** Runs one command line. Whatever goes wrong is told on `errors`, with its code, and decides the exit status. */
export async function runCommandLine(
  words: readonly string[],
  entries: readonly (Command | CommandGroup)[],
  surroundings: Surroundings,
): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.success;
  try {
    const program = programOf(entries, surroundings, (ended) => (status = ended));
    await program.parseAsync(words, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.success : exitStatus.failure;
    if (surroundings.signal.aborted) return exitStatus.failure;
    const condition = ConditionError.from(error);
    surroundings.errors.write(`${condition.message}\n`);
    return exitStatusOf(condition);
  }
}

function programOf(
  entries: readonly (Command | CommandGroup)[],
  surroundings: Surroundings,
  onEnd: (status: ExitStatus) => void,
): Commander {
  const program = new Commander('cta-admin')
    .description('Administration of the CERN Tape Archive')
    .version(version, '--version', 'print the version of this program')
    .option('--config <path>', 'configuration file')
    .addOption(new CommanderOption('--json', 'print JSON').conflicts('jsonl'))
    .addOption(new CommanderOption('--jsonl', 'print one line of JSON for each record').conflicts('json'))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.out.write(text),
      writeErr: (text) => surroundings.errors.write(text),
    });
  const run: Run = async (command, values, operands) => {
    const session = openSession(program, surroundings);
    try {
      onEnd(await command.run(session, values, operands));
    } finally {
      await session.close();
    }
  };
  for (const entry of entries) {
    if (isGroup(entry)) addGroup(program, entry, run);
    else addCommand(program, entry, run);
  }
  return program;
}

type Run = (command: Command, values: Readonly<Record<string, unknown>>, operands: readonly string[]) => Promise<void>;

function openSession(program: Commander, { out, errors, home, signal }: Surroundings): Session {
  const { json, jsonl, config } = program.opts<{ json?: boolean; jsonl?: boolean; config?: string }>();
  const format: OutputFormat = json === true ? 'json' : jsonl === true ? 'jsonl' : 'table';
  return new Session({
    printer: new Printer(format, out, errors),
    signal,
    configurationPath: configurationPath(config, home),
  });
}

function addGroup(program: Commander, group: CommandGroup, run: Run): void {
  const parent = program.command(group.name).alias(group.alias).summary(group.summary).description(group.summary);
  for (const command of group.commands) addCommand(parent, command, run);
}

function addCommand(parent: Commander, command: Command, run: Run): void {
  const child = parent.command(command.name).summary(command.summary).description(command.summary);
  if (command.alias !== undefined) child.alias(command.alias);
  if (command.operands !== undefined) child.arguments(command.operands);
  const options = Object.entries(command.options ?? {}).map(([key, option]) => [key, commanderOption(option)] as const);
  for (const [, option] of options) child.addOption(option);
  child.action(async () => {
    const found: Readonly<Record<string, unknown>> = child.opts();
    const values = Object.fromEntries(options.map(([key, option]) => [key, valueOf(option, found)]));
    await run(command, values, child.args);
  });
}

function commanderOption(option: Option<unknown>): CommanderOption {
  const description = option.description + (option.isRequired ? ' (required)' : '');
  const made = new CommanderOption(option.flags, description).makeOptionMandatory(option.isRequired);
  const { parse } = option;
  if (parse !== undefined) return made.argParser((given) => parse(given));
  return made.negate ? made : made.default(false);
}

/** Commander takes `--no-wait` for the opposite of a flag `wait`; a command of ours gets whether it was given. */
function valueOf(option: CommanderOption, found: Readonly<Record<string, unknown>>): unknown {
  const value = found[option.attributeName()];
  return option.negate ? value === false : value;
}
