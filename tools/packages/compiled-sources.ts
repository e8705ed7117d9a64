import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';

export const compilerPackage = 'node_modules/typescript';

/**
 * Lays out the sources of a commit in a folder of their own: nothing of the work tree gets into a package, neither what
 * is not committed nor what an earlier build has left.
 *
 * @returns the folder, laid out as the checkout is
 */
export function extractCommit(root: string, commit: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'sources.tar');
  run('git', ['archive', '--output', archive, commit], { cwd: root });
  run('tar', ['-xf', archive], { cwd: folder });
  return folder;
}

/** Compiles programs in such a folder. @returns the folder, now with `dist` in each package */
export function compile(root: string, folder: string, apps: readonly string[]): string {
  linkModules(root, folder);
  run(join(root, compilerPackage, 'bin/tsc'), ['-b', ...apps.map((name) => `apps/${name}`)], { cwd: folder });
  return folder;
}

/** The checkout's modules, but our own packages are those of this folder. */
function linkModules(root: string, folder: string): void {
  const ours = join(folder, 'node_modules/@cta');
  mkdirSync(ours, { recursive: true });
  for (const name of readdirSync(join(folder, 'packages'))) symlinkSync(`../../packages/${name}`, join(ours, name));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@cta') symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
}
