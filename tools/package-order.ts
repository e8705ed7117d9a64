/**
 * Checks that a package imports only from packages below it, and by their names. The order is the architecture's:
 * docs/architecture.md shows it as a picture.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { glob } from 'node:fs/promises';
import { root } from './step.ts';

export const packageOrder = [
  'conditions',
  'clock',
  'runtime',
  'database',
  'scsi',
  'vtl',
  'tape-format',
  'hardware',
  'disk',
  'catalogue',
  'scheduler',
  'session',
  'admin',
  'protocol',
  'testing',
] as const;

type PackageName = (typeof packageOrder)[number];

const importPattern = /(?:from\s+|import\s*\(\s*|import\s+|resolve\(\s*)'([^']+)'/g;

/** Whose file it is: a package of the order, or an app, a test or a tool, which may import any package. */
function ownerOf(path: string): PackageName | 'above' {
  const [folder, name] = path.split('/');
  return folder === 'packages' && name !== undefined && isPackage(name) ? name : 'above';
}

function isPackage(name: string): name is PackageName {
  return packageOrder.some((known) => known === name);
}

/** @returns what is wrong with one import of the file at `path` (relative to the root), or undefined. */
export function violation(path: string, specifier: string): string | undefined {
  const owner = ownerOf(path);
  if (specifier.startsWith('.')) {
    const home = path.split('/').slice(0, 2).join('/');
    const inside = `${join(dirname(path), specifier)}/`.startsWith(`${home}/`) || owner === 'above';
    return inside ? undefined : `reaches out of its package by the path ${specifier}`;
  }
  if (!specifier.startsWith('@cta/')) return undefined;
  const name = specifier.slice('@cta/'.length);
  if (!isPackage(name)) return `imports ${specifier}: only a package's entry can be imported`;
  if (owner === 'above' || owner === name) return undefined;
  if (path.endsWith('.test.ts') && name === 'testing') return undefined;
  return packageOrder.indexOf(name) < packageOrder.indexOf(owner)
    ? undefined
    : `imports ${specifier}, which stands above it`;
}

/** @returns one line for each import that breaks the order. */
export async function violations(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const file of glob('{packages,apps}/*/src/**/*.ts', { cwd: root })) {
    const path = relative(root, join(root, file));
    for (const [, specifier] of readFileSync(join(root, path), 'utf8').matchAll(importPattern)) {
      const wrong = specifier === undefined ? undefined : violation(path, specifier);
      if (wrong !== undefined) found.push(`${path}: ${wrong}`);
    }
  }
  return found;
}

if (import.meta.main) {
  const found = await violations();
  for (const line of found) console.error(line);
  console.error(found.length === 0 ? 'package order: kept' : `package order: broken ${found.length} times`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
