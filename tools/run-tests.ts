/** Runs one level of tests: `run-tests.ts unit|system|crash|packages [arguments for node --test]`. */
import { spawn } from 'node:child_process';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '@cta/testing';
import { leftoversOf, testRunVariable } from './leftover-processes.ts';
import { root, sourceConditions } from './step.ts';

const levels = {
  unit: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
  system: ['test/system/**/*.test.ts'],
  crash: ['test/crash/**/*.test.ts'],
  packages: ['test/packages/**/*.test.ts'],
} as const;

const [level = '', ...given] = process.argv.slice(2);
if (!(level in levels)) throw new Error(`which level of tests? one of ${Object.keys(levels).join(', ')}`);

const options = given.filter((argument) => argument.startsWith('-'));
const wanted = given.filter((argument) => !argument.startsWith('-'));
const files =
  wanted.length > 0 ? wanted : await Array.fromAsync(glob([...levels[level as keyof typeof levels]], { cwd: root }));

/** Programs that tests start by the dozen come up in half the time where what was compiled of them is kept. */
const compileCache = join(root, 'node_modules/.cache/node-compile-cache');
/** One server for the whole run: each test file makes databases of its own in it. */
const postgres = await startPostgres({});
const testRun = String(process.pid);
const tests = spawn('node', [...sourceConditions, '--test', '--test-timeout=300000', ...options, ...files.sort()], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    NODE_COMPILE_CACHE: compileCache,
    CTA_TEST_POSTGRES_URL: postgres.url('postgres'),
    [testRunVariable]: testRun,
  },
});
/** A file that something keeps open has no time-out of its own; the longest level takes half of this. */
const longestRunMs = 40 * 60_000;
AbortSignal.timeout(longestRunMs).addEventListener('abort', () => {
  console.error('the run takes too long, and is ended');
  tests.kill('SIGTERM');
});
// Whoever ends the run means all of it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal));
tests.on('exit', (code) => {
  const leftovers = endLeftovers(testRun);
  void postgres.stop().then(() => process.exit(code === 0 && leftovers > 0 ? 1 : (code ?? 1)));
});

/** Ends what tests have left running. @returns how many that were */
function endLeftovers(run: string): number {
  const leftovers = leftoversOf(run);
  for (const { processId, command } of leftovers) {
    console.error(`left running by a test, and killed: ${command}`);
    process.kill(processId, 'SIGKILL');
  }
  return leftovers.length;
}
