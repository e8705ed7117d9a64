import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installMissingPackages, machineBuilders } from '../../../tools/debian-packages.ts';
import { describedBuild } from '../../../tools/packages/described-build.ts';
import { packageFiles } from '../../../tools/packages/package-files.ts';
import { runProgram } from '../../night/container/run-program.ts';
import { root } from '../../../tools/step.ts';

installMissingPackages(machineBuilders);

export interface BuiltPackages {
  readonly deb: string;
  readonly rpm: string;
  readonly bill: string;
}

/** The commit that all tests of a run pack, even if another comes meanwhile. */
const { commit } = describedBuild(root, { commit: 'HEAD', version: '0.0.0' });

/** On an idle machine it takes one or two minutes. */
const buildTimeoutMs = 900_000;

/** Packages of this commit as some version, built once for all runs. */
export async function builtPackages(version: string): Promise<BuiltPackages> {
  const kept = join(root, 'build/test-packages', `${commit}-${version}`);
  if (!existsSync(kept)) {
    await forgetOtherCommits(dirname(kept));
    const unfinished = `${kept}.${process.pid}`;
    await buildInto(unfinished, version);
    await rename(unfinished, kept);
  }
  return packagesIn(kept, version);
}

async function forgetOtherCommits(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const others = (await readdir(folder)).filter((name) => !name.startsWith(commit));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true })));
}

/** Packages of this commit, built anew, by somebody with other habits. */
export async function packagesBuiltAnew(version: string, folder: string): Promise<BuiltPackages> {
  await buildInto(folder, version, 'umask 077; export TZ=Asia/Tokyo LC_ALL=C.UTF-8;');
  return packagesIn(folder, version);
}

async function buildInto(folder: string, version: string, habits = ''): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const words = ['--commit', commit, '--version', version, '--output', folder];
  const command = `cd ${root}; ${habits} exec node --conditions=@cta/source tools/packages/main.ts "$@"`;
  await runProgram('sh', ['-c', command, 'sh', ...words], { timeoutMs: buildTimeoutMs });
}

function packagesIn(folder: string, version: string): BuiltPackages {
  const { deb, rpm, bill } = packageFiles({ version, revision: '1' });
  return { deb: join(folder, deb), rpm: join(folder, rpm), bill: join(folder, bill) };
}
