import type { CommandTree } from './command-tree.ts';

/** Completion of a program's commands, options and values of options, for bash. */
export function bashCompletion(tree: CommandTree): string {
  const name = `_${tree.name.replaceAll('-', '_')}`;
  const commands = withPaths(tree, tree.name);
  return `# Completion of ${tree.name} for bash, generated from its commands.
${name}() {
    local at="${tree.name}" words="" i
    local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$at \${COMP_WORDS[i]}" in
${commands.flatMap(({ path, command }) => command.commands.map((child) => step(path, child))).join('')}        esac
    done
    case "$at $previous" in
${commands.flatMap(({ path, command }) => valuesOf(path, command)).join('')}        *)
            case "$at" in
${commands.map(({ path, command }) => `                "${path}") words="${wordsAfter(command)}" ;;\n`).join('')}            esac ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F ${name} ${tree.name}
`;
}

interface PlacedCommand {
  /** The words that lead to it. */
  readonly path: string;
  readonly command: CommandTree;
}

function withPaths(command: CommandTree, path: string): readonly PlacedCommand[] {
  return [{ path, command }, ...command.commands.flatMap((child) => withPaths(child, `${path} ${child.name}`))];
}

function step(path: string, { name, alias }: CommandTree): string {
  const spellings = [name, ...(alias === undefined ? [] : [alias])].map((word) => `"${path} ${word}"`);
  return `            ${spellings.join(' | ')}) at="${path} ${name}" ;;\n`;
}

function wordsAfter({ commands, options }: CommandTree): string {
  return [...commands.map(({ name }) => name), ...options.flatMap(({ flags }) => spellingsOf(flags))].join(' ');
}

/** After an option that takes a value: its choices, or files. */
function valuesOf(path: string, { options }: CommandTree): readonly string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, choices }) => {
      const spellings = spellingsOf(flags).map((word) => `"${path} ${word}"`);
      return `        ${spellings.join(' | ')}) words="${choices.join(' ')}" ;;\n`;
    });
}

/** `-n, --name <name>`: the two words that a user may type. */
function spellingsOf(flags: string): readonly string[] {
  return flags.split(/[ ,|]+/).filter((word) => word.startsWith('-'));
}
