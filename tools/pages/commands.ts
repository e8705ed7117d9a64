import { allCommands } from '../../apps/cta-admin/src/command-line/all-commands.ts';
import { type Command, type CommandGroup, isGroup } from '../../apps/cta-admin/src/command-line/command.ts';

function section(entry: Command | CommandGroup): string {
  const title = `## ${entry.name}${entry.alias === undefined ? '' : ` (${entry.alias})`}`;
  const commands = isGroup(entry) ? entry.commands.map((command) => usage(command, entry.name)) : [usage(entry)];
  return [title, '', `${sentence(entry.summary)}.`, '', commands.join('\n\n')].join('\n');
}

function usage(command: Command, group?: string): string {
  const words = ['cta-admin', group, command.name, command.operands].filter((word) => word !== undefined).join(' ');
  const heading = group === undefined ? `\`${words}\`` : `\`${words}\`: ${command.summary}`;
  const options = Object.values(command.options ?? {});
  if (options.length === 0) return heading;
  const rows = options.map(
    ({ flags, description, isRequired }) =>
      `| \`${cell(flags)}\` | ${isRequired ? '**required** ' : ''}${description} |`,
  );
  return [heading, '', '| option | |', '| --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** docs/cta-admin.md: every command of cta-admin. */
export function commandsPage(): string {
  return `${[
    '# cta-admin',
    '',
    'Commands, short names and options are those of CTA, where CTA has them. Before or after any of them: `--config FILE`, and',
    '`--json` or `--jsonl` for programs. `cta-admin COMMAND --help` prints the same. Exit status: 0 done, 2 asked for wrongly, 1 all',
    'else; errors go to stderr and begin with their code, which `cta-admin condition explain CODE` explains.',
    'This page is generated: `npm run generate`.',
    '',
    allCommands.map(section).join('\n\n'),
  ].join('\n')}\n`;
}
