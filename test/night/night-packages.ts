import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../tools/step.ts';
import { cacheFolder } from './container/debian-root.ts';
import { runProgram } from './container/run-program.ts';
import type { NightPackage } from './night-plan.ts';

/** Two packages of the last commit, which differ in their version. */
export interface NightPackages {
  /** The folder that they are in. */
  readonly packages: string;
  readonly first: NightPackage;
  readonly second: NightPackage;
}

const versions = ['0.1.0', '0.1.0+night'] as const;
const buildTimeoutMs = 240_000;

/** The packages that the night installs and upgrades to; those of the last commit that they were made of are kept. */
export async function nightPackages(): Promise<NightPackages> {
  const commit = (await runProgram('git', ['-C', root, 'rev-parse', 'HEAD'])).trim();
  const kept = join(cacheFolder, 'packages');
  const packages = join(kept, commit);
  if (!existsSync(packages)) {
    await rm(kept, { recursive: true, force: true });
    const unfinished = `${packages}.${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    for (const version of versions) await build(version, unfinished);
    await rename(unfinished, packages);
  }
  const files = (await readdir(packages)).filter((file) => file.endsWith('.deb'));
  const packageOf = (version: string): NightPackage => {
    const file = files.find((name) => name.includes(`_${version}-`));
    if (file === undefined) throw new Error(`the package of version ${version} is missing in ${packages}`);
    return { file, version };
  };
  return { packages, first: packageOf(versions[0]), second: packageOf(versions[1]) };
}

async function build(version: string, output: string): Promise<void> {
  const words = ['--prefix', root, 'run', 'package', '--', '--version', version, '--output', output];
  await runProgram('npm', words, { timeoutMs: buildTimeoutMs });
}
