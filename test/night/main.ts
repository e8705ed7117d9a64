/** `npm run test:night [-- --page]`: a night in the tape hall; with --page its report becomes the page in docs. */
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installMissingPackages } from '../../tools/debian-packages.ts';
import { root, sourceConditions } from '../../tools/step.ts';
import { debianRoot } from './container/debian-root.ts';
import { runEnclosed } from './container/enclosure.ts';
import { runProgram } from './container/run-program.ts';
import { planVariable } from './night-plan.ts';

const packageTimeoutMs = 240_000;
const report = join(root, 'build/night.md');
const page = join(root, 'docs/night-in-the-tape-hall.md');

if (process.getuid?.() !== 0) throw new Error('a container with systemd needs root');
installMissingPackages({
  mmdebstrap: '/usr/bin/mmdebstrap',
  'systemd-container': '/usr/bin/systemd-nspawn',
  iproute2: '/usr/sbin/ip',
  rpm: '/usr/bin/rpmbuild',
});
const machine = await debianRoot();
await mkdir(join(root, 'build'), { recursive: true });
const packages = await mkdtemp(join(tmpdir(), 'cta-night-packages-'));
try {
  const [first, second] = [await buildPackage('0.1.0'), await buildPackage('0.1.0+night')];
  const night = new URL('night.test.ts', import.meta.url).pathname;
  const test = [process.execPath, ...sourceConditions, '--test', '--test-timeout=300000', night];
  const plan = planVariable({ root: machine, packages, first, second, report });
  process.exitCode = await runEnclosed(test, { ...process.env, ...plan });
  if (process.exitCode === 0 && process.argv.includes('--page')) await copyFile(report, page);
} finally {
  await rm(packages, { recursive: true });
}

/** Builds the package as a version. @returns its file name */
async function buildPackage(version: string): Promise<string> {
  const before = new Set(await readdir(packages));
  const words = ['run', 'package', '--', '--version', version, '--output', packages];
  await runProgram('npm', words, { timeoutMs: packageTimeoutMs });
  const made = (await readdir(packages)).find((file) => file.endsWith('.deb') && !before.has(file));
  if (made === undefined) throw new Error(`no package of version ${version}`);
  return made;
}
