import { allCommands } from './command-line/all-commands.ts';
import { runCommandLine } from './command-line/command-line.ts';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
// Whoever reads our output may have had enough of it: `cta-admin tapefile ls | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), allCommands, {
  out: process.stdout,
  errors: process.stderr,
  home: process.env['HOME'],
  signal: interrupted.signal,
});
