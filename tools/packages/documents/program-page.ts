import { type ConditionName, conditions } from '@cta/conditions';
import { exitStatuses } from '@cta/runtime';
import type { CommandTree } from './command-tree.ts';
import { manPage, roff, termed } from './roff.ts';

interface ProgramPage {
  readonly tree: CommandTree;
  readonly section: number;
  readonly version: string;
  readonly day: string;
  /** Files that belong to the program, with what they are. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether it exits as services do. */
  readonly isService: boolean;
  readonly seeAlso: readonly string[];
}

/** The man page of a program, of what the program itself declares. */
export function programPage({ tree, section, version, day, files, isService, seeAlso }: ProgramPage): string {
  const parts: (readonly [string, string])[] = [
    ['SYNOPSIS', `\\fB${roff(tree.name)}\\fR ${roff(tree.usage)}\n`],
    ['DESCRIPTION', `${roff(sentence(tree.description))}\n`],
    ['OPTIONS', optionsOf(tree)],
  ];
  if (tree.commands.length > 0) parts.push(['COMMANDS', commandsOf(tree.commands, '')]);
  if (isService) parts.push(['EXIT STATUS', exitStatusesOfServices()]);
  const filed = Object.entries(files).map(([file, what]) => termed(file, what));
  if (filed.length > 0) parts.push(['FILES', filed.join('')]);
  parts.push(['SEE ALSO', `${seeAlso.map(roff).join(',\n')}\n`]);
  const summary = tree.description.replace(/\.$/, '');
  return manPage({ name: tree.name, section, summary, version, day, parts });
}

function commandsOf(commands: readonly CommandTree[], before: string): string {
  return commands
    .map((command) => {
      const words = `${before}${command.name}`;
      const alias = command.alias === undefined ? '' : ` (${command.alias})`;
      const usage = command.commands.length > 0 ? '' : ` ${command.usage}`;
      const head = `.SS "${roff(`${words}${alias}${usage}`)}"\n${roff(sentence(command.description))}\n`;
      return `${head}${optionsOf(command)}${commandsOf(command.commands, `${words} `)}`;
    })
    .join('');
}

function optionsOf({ options }: CommandTree): string {
  return options
    .filter(({ flags }) => flags !== '-h, --help')
    .map(({ flags, description, choices, default: standard }) => {
      const notes = [
        ...(choices.length > 0 ? [`one of ${choices.join(', ')}`] : []),
        ...(standard === undefined ? [] : [`default ${standard}`]),
      ];
      return termed(flags, notes.length === 0 ? description : `${description} (${notes.join('; ')})`);
    })
    .join('');
}

function exitStatusesOfServices(): string {
  const byStatus = Map.groupBy(Object.entries(exitStatuses), ([, status]) => status);
  return [...byStatus]
    .map(([status, entries]) => {
      const codes = entries.map(([name]) => `${conditions[name as ConditionName].code} ${name}`);
      return termed(String(status), `${codes.join(', ')}.`);
    })
    .join('');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}
