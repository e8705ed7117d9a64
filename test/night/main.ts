/** `npm run test:night [-- --page]`: a night in the tape hall; with --page its report becomes the page in docs. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installMissingPackages, machineBuilders } from '../../tools/debian-packages.ts';
import { root, sourceConditions } from '../../tools/step.ts';
import { debianRoot } from './container/debian-root.ts';
import { runEnclosed } from './container/enclosure.ts';
import { nightPackages } from './night-packages.ts';
import { planVariable } from './night-plan.ts';

const report = join(root, 'build/night.md');
const page = join(root, 'docs/night-in-the-tape-hall.md');

if (process.getuid?.() !== 0) throw new Error('a container with systemd needs root');
installMissingPackages(machineBuilders);
const machine = await debianRoot();
const { packages, first, second } = await nightPackages();
await mkdir(join(root, 'build'), { recursive: true });
const night = new URL('night.test.ts', import.meta.url).pathname;
const test = [process.execPath, ...sourceConditions, '--test', '--test-timeout=300000', night];
const folder = await mkdtemp(join(tmpdir(), 'cta-night-'));
try {
  const plan = planVariable({ folder, root: machine, packages, first, second, report });
  process.exitCode = await runEnclosed(test, { ...process.env, ...plan });
} finally {
  // Its mounts have gone with the enclosure.
  await rm(folder, { recursive: true });
}
if (process.exitCode === 0 && process.argv.includes('--page')) await copyFile(report, page);
