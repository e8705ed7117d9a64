/** `npm run package -- [--version VERSION] [--output FOLDER]`: builds the packages of the last commit. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../step.ts';
import { buildPackages } from './build.ts';
import { run } from './command.ts';
import type { Build } from './product.ts';

const { values } = parseArgs({ options: { version: { type: 'string' }, output: { type: 'string' } } });
const output = resolve(root, values.output ?? 'build/packages');
const build = lastCommit(values.version ?? versionOfProduct());
const work = mkdtempSync(join(tmpdir(), 'cta-package-'));
try {
  mkdirSync(output, { recursive: true });
  for (const file of buildPackages(build, { root, work, output })) console.log(join(output, file));
} finally {
  rmSync(work, { recursive: true });
}

function lastCommit(version: string): Build {
  // What both Debian and RPM take for an upstream version without a hyphen, which sets off the revision.
  if (!/^\d[\w.+~]*$/.test(version)) throw new Error(`not a version of a package: ${version}`);
  const git = (...args: readonly string[]): string => run('git', args, { cwd: root }).trim();
  const build = {
    version,
    revision: '1',
    commit: git('rev-parse', 'HEAD'),
    epoch: Number(git('log', '-1', '--format=%ct')),
  };
  console.error(`packing commit ${build.commit.slice(0, 12)} as version ${version}`);
  if (git('status', '--porcelain') !== '') console.error('what is not committed is not in the packages');
  return build;
}

function versionOfProduct(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
