import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, compilerPackage, extractCommit } from './compiled-sources.ts';
import { buildDebianPackage } from './debian-package.ts';
import { dependencyClosure, type NeededPackage, type PackageLock, packageLock } from './dependency-closure.ts';
import { addDocumentation } from './documentation.ts';
import { FileTree } from './file-tree.ts';
import { installedLock, requireInstalled } from './installed-modules.ts';
import { addIntegration } from './integration.ts';
import { readMaintainerScripts } from './maintainer-scripts.ts';
import { packageFiles } from './package-files.ts';
import { addPayload } from './payload.ts';
import { type Build, product } from './product.ts';
import { buildRpmPackage } from './rpm-package.ts';
import { billOfMaterials, runtimePackage } from './sbom.ts';

interface Places {
  /** The checkout. */
  readonly root: string;
  /** An empty folder for the work. */
  readonly work: string;
  readonly output: string;
}

const apps = product.programs.map(({ name }) => name);

/** Builds all packages, and the bill of their materials. @returns the names of their files */
export function buildPackages(build: Build, { root, work, output }: Places): readonly string[] {
  const sources = extractCommit(root, build.commit, join(work, 'compiled'));
  const packed = packedPackages(sources, root);
  const compiled = compile(root, sources, apps);
  const bill = billOfMaterials(build, packed);
  const tree = new FileTree(join(work, 'tree'));
  addPayload(tree, build, packed, { root, compiled });
  addIntegration(tree, compiled);
  addDocumentation(tree, build, packed, { compiled, work: join(work, 'documents'), bill });
  tree.settle(build.epoch);
  const scripts = readMaintainerScripts(join(compiled, 'deploy/packages/maintainer'));
  const files = packageFiles(build);
  writeFileSync(join(output, files.bill), bill);
  buildDebianPackage(build, { tree, scripts, work: join(work, 'debian'), file: join(output, files.deb) });
  buildRpmPackage(build, { tree, scripts, work: join(work, 'rpm'), file: join(output, files.rpm) });
  return Object.values(files);
}

/** What the commit wants packed, which the checkout must have. */
function packedPackages(sources: string, root: string): readonly NeededPackage[] {
  const lock = readLock(join(sources, 'package-lock.json'));
  const packed = dependencyClosure(lock, [...apps.map((name) => `apps/${name}`), runtimePackage]);
  requireInstalled([...packed, ...dependencyClosure(lock, [compilerPackage])], readLock(join(root, installedLock)));
  return packed;
}

function readLock(file: string): PackageLock {
  return packageLock.parse(JSON.parse(readFileSync(file, 'utf8')));
}
