import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mainOf } from '@cta/testing';

/** What a command came to. */
export interface CommandEnd {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs one of our programs to its end. */
export async function runCommand(app: string, words: readonly string[]): Promise<CommandEnd> {
  const child = spawn(process.execPath, ['--conditions=@cta/source', mainOf(app), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const output = child.stdout.setEncoding('utf8').toArray();
  const errors = child.stderr.setEncoding('utf8').toArray();
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output: (await output).join(''), errors: (await errors).join('') };
}
