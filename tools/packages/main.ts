/** `npm run package -- [--commit COMMIT] [--version VERSION] [--output FOLDER]`: packs a commit, by default the last. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installMissingPackages } from '../debian-packages.ts';
import { root } from '../step.ts';
import { buildPackages } from './build.ts';
import { run } from './command.ts';
import { describedBuild } from './described-build.ts';

const { values } = parseArgs({
  options: {
    commit: { type: 'string', default: 'HEAD' },
    version: { type: 'string', default: versionOfProduct() },
    output: { type: 'string', default: 'build/packages' },
  },
});
installMissingPackages({ rpm: '/usr/bin/rpmbuild' });
const output = resolve(root, values.output);
const build = describedBuild(root, values);
console.error(`packing commit ${build.commit.slice(0, 12)} as version ${build.version}`);
if (run('git', ['status', '--porcelain'], { cwd: root }) !== '') console.error('what is not committed is not in it');
const work = mkdtempSync(join(tmpdir(), 'cta-package-'));
try {
  mkdirSync(output, { recursive: true });
  for (const file of buildPackages(build, { root, work, output })) console.log(join(output, file));
} finally {
  rmSync(work, { recursive: true });
}

function versionOfProduct(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
