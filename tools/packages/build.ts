import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCommit } from './compiled-sources.ts';
import { buildDebianPackage } from './debian-package.ts';
import { dependencyClosure, type NeededPackage, packageLock } from './dependency-closure.ts';
import { FileTree } from './file-tree.ts';
import { addIntegration } from './integration.ts';
import { readMaintainerScripts } from './maintainer-scripts.ts';
import { addPayload } from './payload.ts';
import { type Build, product } from './product.ts';

interface Places {
  /** The checkout. */
  readonly root: string;
  /** An empty folder for the work. */
  readonly work: string;
  readonly output: string;
}

/** Builds all packages. @returns their file names */
export function buildPackages(build: Build, { root, work, output }: Places): readonly string[] {
  const apps = product.programs.map(({ name }) => name);
  const compiled = compileCommit(root, build.commit, apps, join(work, 'compiled'));
  const tree = new FileTree(join(work, 'tree'));
  addPayload(tree, build, neededPackages(compiled), { root, compiled });
  addIntegration(tree, compiled);
  tree.settle(build.epoch);
  const scripts = readMaintainerScripts(join(compiled, 'deploy/packages/maintainer'));
  return [buildDebianPackage(build, { tree, scripts, work: join(work, 'debian'), output })];
}

function neededPackages(compiled: string): readonly NeededPackage[] {
  const lock = packageLock.parse(JSON.parse(readFileSync(join(compiled, 'package-lock.json'), 'utf8')));
  return dependencyClosure(
    lock,
    product.programs.map(({ name }) => `apps/${name}`),
  );
}
