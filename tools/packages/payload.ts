import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NeededPackage } from './dependency-closure.ts';
import type { FileTree } from './file-tree.ts';
import { type Build, product, releaseName } from './product.ts';
import { runtimePackage } from './sbom.ts';

/** Where the package manager keeps the programs; they run from a release that is linked from it (deploy/packages). */
export const payloadFolder = 'usr/lib/cta/package';

interface Origins {
  /** The checkout, with its node_modules. */
  readonly root: string;
  /** What compile has made. */
  readonly compiled: string;
}

/** Puts in what the programs consist of: the runtime, our packages, and those of others that they need. */
export function addPayload(tree: FileTree, build: Build, needed: readonly NeededPackage[], origins: Origins): void {
  const { root, compiled } = origins;
  for (const { folder, name } of needed) {
    const target = join(payloadFolder, folder);
    if (folder === runtimePackage) addRuntime(tree, join(root, folder));
    else if (folder.startsWith('node_modules/')) tree.copyFolder(join(root, folder), target, isRuntimeFile);
    else tree.copyFolder(join(compiled, folder), target, isOurRuntimeFile);
    if (folder.startsWith('packages/')) tree.link(join(payloadFolder, 'node_modules', name), `../../${folder}`);
  }
  tree.write(join(payloadFolder, 'package.json'), manifest(compiled, build));
  tree.write(join(payloadFolder, 'release'), `${releaseName(build)}\n`);
}

/** Of the runtime only the program: no npm, no headers. */
function addRuntime(tree: FileTree, folder: string): void {
  tree.copy(join(folder, 'bin/node'), join(payloadFolder, 'bin/node'), 0o755);
  tree.copy(join(folder, 'LICENSE'), join(payloadFolder, 'bin/LICENSE'));
}

/** Of our packages: what the compiler made but for what tests import, what migrations read, and the manifest. */
function isOurRuntimeFile(path: string): boolean {
  return /^(dist\/(?!testing\/).*\.js|migrations\/.*|package\.json)$/.test(path);
}

const neededByNobody = [
  /\.test\.[cm]?js$/,
  /\.(d\.[cm]?ts|ts|[cm]ts|map|md|markdown|tsbuildinfo)$/i,
  /\.(c|cc|cpp|h|hh|hpp|inc|S|asm|def|gyp|cmake|txt\.in|html|ico|sh)$/,
  /^(test|tests|bench|benchmarks?|doc|docs|examples?|vendor|\.github)\//,
  /(^|\/)(CMakeLists\.txt|\.[^/]+|husky\/.*)$/,
];

function isRuntimeFile(path: string): boolean {
  if (/(^|\/)node_modules\//.test(path)) return false;
  return /(^|\/)(licen[cs]e|notice|copying)[^/]*$/i.test(path) || !neededByNobody.some((pattern) => pattern.test(path));
}

/** The topmost manifest: programs read their version there. */
function manifest(compiled: string, { version, commit }: Build): string {
  const { license, description } = JSON.parse(readFileSync(join(compiled, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const content = { name: product.name, version, private: true, type: 'module', license, description, commit };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
