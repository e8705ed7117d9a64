import { spawnSync } from 'node:child_process';
import { z } from 'zod';

const option = z.object({
  flags: z.string(),
  description: z.string(),
  /** As it is told to people; not there where the option has none. */
  default: z.string().optional(),
  choices: z.array(z.string()),
  takesValue: z.boolean(),
});

/** A program, or a command of one, as it declares itself to commander. */
export interface CommandTree {
  readonly name: string;
  readonly alias?: string | undefined;
  readonly description: string;
  /** What follows its name: `[options] <folder>`. */
  readonly usage: string;
  readonly options: readonly z.output<typeof option>[];
  readonly commands: readonly CommandTree[];
}

const commandTree: z.ZodType<CommandTree> = z.object({
  name: z.string(),
  alias: z.string().optional(),
  description: z.string(),
  usage: z.string(),
  options: z.array(option),
  commands: z.array(z.lazy(() => commandTree)),
});

/**
 * What a program declares of its command line: the program itself is started, and tells it where it would have begun.
 *
 * @param folder a checkout whose programs are compiled
 */
export function commandTreeOf(folder: string, program: string): CommandTree {
  const words = [
    '--import',
    `${folder}/tools/packages/documents/command-probe.ts`,
    `${folder}/apps/${program}/dist/main.js`,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`${program} did not tell its command line: ${stderr}`);
  return commandTree.parse(JSON.parse(stdout));
}
