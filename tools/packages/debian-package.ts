import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { FileTree } from './file-tree.ts';
import type { MaintainerScripts } from './maintainer-scripts.ts';
import { type Build, product } from './product.ts';

interface DebianSources {
  /** What is installed. */
  readonly tree: FileTree;
  readonly scripts: MaintainerScripts;
  /** A folder for the work, which is not there yet. */
  readonly work: string;
  /** The package, which is written. */
  readonly file: string;
}

/** Builds the .deb (deb(5)). */
export function buildDebianPackage(build: Build, { tree, scripts, work, file }: DebianSources): void {
  run('cp', ['--archive', '--link', tree.folder, work], { cwd: tree.folder });
  const withControl = new FileTree(work);
  withControl.write('DEBIAN/control', control(build, installedKib(tree)));
  withControl.write('DEBIAN/md5sums', md5sums(tree));
  withControl.write(
    'DEBIAN/postinst',
    scriptOf({ 'configure|abort-upgrade|abort-remove': scripts.afterInstall }),
    0o755,
  );
  withControl.write('DEBIAN/prerm', scriptOf({ remove: scripts.beforeRemove }), 0o755);
  withControl.write('DEBIAN/postrm', scriptOf({ remove: scripts.afterRemove, purge: scripts.afterPurge }), 0o755);
  withControl.settle(build.epoch);
  const compression = ['-Zzstd', '-z10', '--threads-max=1'];
  run('dpkg-deb', ['--root-owner-group', ...compression, '--build', work, file], {
    cwd: work,
    env: { SOURCE_DATE_EPOCH: String(build.epoch) },
  });
}

function control({ version, revision }: Build, sizeKib: number): string {
  return `Package: ${product.name}
Version: ${version}-${revision}
Architecture: amd64
Maintainer: ${product.maintainer}
Installed-Size: ${sizeKib}
Depends: ${product.debianDependencies.join(', ')}
Conflicts: ${product.conflicts.join(', ')}
Section: admin
Priority: optional
Description: ${product.summary}
${product.description.map((line) => ` ${line}\n`).join('')}`;
}

/** As dpkg counts: files rounded up to KiB, and one KiB for anything else. */
function installedKib(tree: FileTree): number {
  return tree.paths().reduce((sum, path) => {
    const status = lstatSync(join(tree.folder, path));
    return sum + (status.isFile() ? Math.ceil(status.size / 1024) : 1);
  }, 0);
}

function md5sums(tree: FileTree): string {
  const files = tree.paths().filter((path) => lstatSync(join(tree.folder, path)).isFile());
  return run('md5sum', files, { cwd: tree.folder });
}

/** A maintainer script that does something for some of the actions that it is called for (Debian Policy 6.5). */
function scriptOf(bodies: Readonly<Record<string, string>>): string {
  const cases = Object.entries(bodies).map(([action, body]) => `${action})\n${body}\n;;\n`);
  return `#!/bin/sh\nset -e\ncase "$1" in\n${cases.join('')}esac\n`;
}
