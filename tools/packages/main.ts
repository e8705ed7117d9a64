/** `npm run package -- [--commit COMMIT] [--version VERSION] [--output FOLDER]`: builds the packages of a commit, by default the last. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../step.ts';
import { buildPackages } from './build.ts';
import { run } from './command.ts';
import type { Build } from './product.ts';

const { values } = parseArgs({
  options: {
    commit: { type: 'string', default: 'HEAD' },
    version: { type: 'string', default: versionOfProduct() },
    output: { type: 'string', default: 'build/packages' },
  },
});
const output = resolve(root, values.output);
const build = describedBuild(values.commit, values.version);
const work = mkdtempSync(join(tmpdir(), 'cta-package-'));
try {
  mkdirSync(output, { recursive: true });
  for (const file of buildPackages(build, { root, work, output })) console.log(join(output, file));
} finally {
  rmSync(work, { recursive: true });
}

function describedBuild(name: string, version: string): Build {
  // What both Debian and RPM take for an upstream version; a hyphen would set off the revision.
  if (!/^\d[\w.+~]*$/.test(version)) throw new Error(`not a version of a package: ${version}`);
  const git = (...args: readonly string[]): string => run('git', args, { cwd: root }).trim();
  const commit = git('rev-parse', '--verify', `${name}^{commit}`);
  const build = { version, revision: '1', commit, epoch: Number(git('log', '-1', '--format=%ct', commit)) };
  console.error(`packing commit ${commit.slice(0, 12)} as version ${version}`);
  if (git('status', '--porcelain') !== '') console.error('what is not committed is not in the packages');
  return build;
}

function versionOfProduct(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
