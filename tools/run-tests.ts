/** Runs one level of tests: `run-tests.ts unit|system [arguments for node --test]`. */
import { spawn } from 'node:child_process';
import { glob } from 'node:fs/promises';
import { startPostgres } from '@cta/testing';
import { root, sourceConditions } from './step.ts';

const levels = {
  unit: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
  system: ['test/system/**/*.test.ts'],
} as const;

const [level = '', ...given] = process.argv.slice(2);
if (!(level in levels)) throw new Error(`which level of tests? one of ${Object.keys(levels).join(', ')}`);

const options = given.filter((argument) => argument.startsWith('-'));
const wanted = given.filter((argument) => !argument.startsWith('-'));
const files =
  wanted.length > 0 ? wanted : await Array.fromAsync(glob([...levels[level as keyof typeof levels]], { cwd: root }));

/** One server for the whole run: each test file makes databases of its own in it. */
const postgres = await startPostgres({});
const tests = spawn('node', [...sourceConditions, '--test', '--test-timeout=300000', ...options, ...files.sort()], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CTA_TEST_POSTGRES_URL: postgres.url('postgres') },
});
tests.on('exit', (code) => {
  void postgres.stop().then(() => process.exit(code ?? 1));
});
