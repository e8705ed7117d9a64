/** Imported before a program: in place of what it was started for, the program tells its command line as JSON, and ends. */
import { writeSync } from 'node:fs';
import { Command, type Option } from 'commander';

function told(command: Command): object {
  const help = command.createHelp();
  return {
    name: command.name(),
    alias: command.aliases()[0],
    description: command.description(),
    usage: command.usage(),
    options: help.visibleOptions(command).map(toldOption),
    commands: help
      .visibleCommands(command)
      .filter((child) => child.name() !== 'help')
      .map(told),
  };
}

function toldOption({ flags, description, defaultValue, argChoices, required, optional }: Option): object {
  const hasDefault = defaultValue !== undefined && typeof defaultValue !== 'boolean';
  const isList = Array.isArray(defaultValue);
  return {
    flags,
    description,
    ...(hasDefault && !isList && { default: String(defaultValue) }),
    choices: argChoices ?? [],
    takesValue: required || optional,
  };
}

Command.prototype.parseAsync = function (this: Command): Promise<Command> {
  writeSync(1, JSON.stringify(told(this)));
  process.exit(0);
};
