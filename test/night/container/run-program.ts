import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunOptions {
  readonly timeoutMs?: number;
  /** What it reads on its standard input; nothing where absent. */
  readonly input?: string;
}

/** What a program came to. */
export interface ProgramEnd {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

const usualTimeoutMs = 60_000;

/** Runs a program to its end, whatever that is. */
export async function endOfProgram(
  program: string,
  words: readonly string[],
  { timeoutMs = usualTimeoutMs, input }: RunOptions = {},
): Promise<ProgramEnd> {
  const child = spawn(program, words, { stdio: 'pipe', timeout: timeoutMs, killSignal: 'SIGKILL' });
  child.stdin.on('error', () => undefined); // One that does not read its input is told by its status.
  const output = child.stdout.setEncoding('utf8').toArray();
  const errors = child.stderr.setEncoding('utf8').toArray();
  if (input === undefined) child.stdin.end();
  else child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output: (await output).join(''), errors: (await errors).join('') };
}

/** Runs a program that must succeed. @returns what it printed */
export async function runProgram(program: string, words: readonly string[], options?: RunOptions): Promise<string> {
  const end = await endOfProgram(program, words, options);
  if (end.status !== 0) throw new ProgramFailure([program, ...words].join(' '), end);
  return end.output;
}

export class ProgramFailure extends Error {
  readonly end: ProgramEnd;

  constructor(command: string, end: ProgramEnd) {
    super(`${command}: status ${end.status}\n${end.errors}${end.output}`);
    this.name = 'ProgramFailure';
    this.end = end;
  }
}
