import { dirname, resolve } from 'node:path';
import { ConditionError, isCondition } from '@cta/conditions';
import { version } from '@cta/runtime';
import { Command } from 'commander';
import { type DemoOutput, runDemo } from './demo.ts';
import { interruptedStatus, listenToInterruption } from './interruption.ts';

interface Options {
  readonly keep?: true;
  readonly workspace?: string;
}

const checkout = dirname(dirname(dirname(import.meta.dirname)));

const command = new Command('npm run demo --')
  .description('Builds a whole tape archive from nothing, sends a tree of real files to tape and back, and compares.')
  .version(version)
  .argument('[folder]', 'what is archived', checkout)
  .option('--keep', 'leave the archive running until Ctrl-C, and its files after that')
  .option('--workspace <folder>', 'new folder for all that is made; by default one for temporary files')
  .parse();

/** Words of the command line are meant from where npm was called, which runs scripts elsewhere. */
const here = (path: string): string => resolve(process.env['INIT_CWD'] ?? '.', path);

const output: DemoOutput = {
  report: (lines) => void process.stdout.write(`${lines.join('\n')}\n`),
  note: (...lines) => void process.stderr.write(`${lines.join('\n')}\n`),
};

const { keep = false, workspace } = command.opts<Options>();
const [folder = checkout] = command.processedArgs as readonly string[];

const signal = listenToInterruption();
signal.addEventListener('abort', () => output.note('', ...explained(signal.reason)), { once: true });
try {
  const options = { folder: here(folder), keep, workspace: workspace === undefined ? undefined : here(workspace) };
  process.exitCode = (await runDemo(options, output, signal)) ? 0 : 1;
} catch (error) {
  const isTold = signal.aborted && error === signal.reason;
  if (!isTold) output.note(...explained(error));
  process.exitCode = statusAfter(signal.aborted ? signal.reason : error);
}

/** 2 where the command cannot be carried out as given. */
function statusAfter(error: unknown): number {
  if (isCondition(error, 'SERVICE_STOPPING')) return interruptedStatus;
  return ConditionError.from(error).suspect === 'user' ? 2 : 1;
}

/** An error with what caused it; one of our own making with the place where it was made. */
function explained(error: unknown): readonly string[] {
  const { message, condition, cause } = ConditionError.from(error);
  if (!(cause instanceof Error)) return [message];
  return [message, ...(condition === 'UNFORESEEN_ERROR' ? [cause.stack ?? ''] : [`  because ${cause.message}`])];
}
