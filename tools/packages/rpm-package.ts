import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './command.ts';
import type { FileTree } from './file-tree.ts';
import type { MaintainerScripts } from './maintainer-scripts.ts';
import { type Build, product } from './product.ts';

interface RpmSources {
  /** What is installed. */
  readonly tree: FileTree;
  readonly scripts: MaintainerScripts;
  /** A folder for the work, which is not there yet. */
  readonly work: string;
  /** The package, which is written. */
  readonly file: string;
}

/** Whatever of the building machine would get into the package, and whatever would change files on their way into it. */
const macros = (work: string): Readonly<Record<string, string>> => ({
  _topdir: work,
  _dbpath: join(work, 'rpmdb'),
  _buildhost: 'reproducible',
  use_source_date_epoch_as_buildtime: '1',
  clamp_mtime_to_source_date_epoch: '1',
  source_date_epoch_from_changelog: '0',
  _binary_payload: 'w10.zstdio',
  _build_id_links: 'none',
  debug_package: '%{nil}',
  __os_install_post: '%{nil}',
});

/** Builds the .rpm. */
export function buildRpmPackage(build: Build, { tree, scripts, work, file }: RpmSources): void {
  mkdirSync(work);
  const specFile = join(work, 'package.spec');
  writeFileSync(specFile, spec(build, tree, scripts));
  const defines = Object.entries(macros(work)).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  run('rpmbuild', ['-bb', '--quiet', '--target', 'x86_64', ...defines, specFile], {
    cwd: work,
    env: { SOURCE_DATE_EPOCH: String(build.epoch) },
  });
  run('cp', [join(work, 'RPMS/x86_64', basename(file)), file], { cwd: work });
}

/** In an upgrade %post would run while files of the old version are still there; %posttrans runs after they went. */
function spec({ version, revision }: Build, tree: FileTree, scripts: MaintainerScripts): string {
  return `Name: ${product.name}
Version: ${version}
Release: ${revision}
Summary: ${product.summary}
License: ${product.license}
Packager: ${product.maintainer}
AutoReqProv: no
${product.rpmDependencies.map((dependency) => `Requires: ${dependency}\n`).join('')}Conflicts: ${product.conflicts.join(' ')}

%description
${product.description.join('\n')}

%install
cp --archive ${tree.folder}/. %{buildroot}

%posttrans
${scripts.afterInstall}
%preun
${atLastRemoval(scripts.beforeRemove)}
%postun
${atLastRemoval(scripts.afterRemove)}
%files
%defattr(-,root,root)
${fileList(tree)}`;
}

/** The scripts of the old version run in an upgrade, too: then one version is left. */
function atLastRemoval(script: string): string {
  return `set -e\nif [ "$1" -eq 0 ]; then\n${script}\nfi\n`;
}

/** Of folders, those that are ours alone; the others belong to the system. */
function fileList(tree: FileTree): string {
  const isOurs = (path: string): boolean => path.startsWith('usr/lib/cta') || path.includes(product.name);
  return tree
    .paths()
    .map((path) => ({ path, isFolder: lstatSync(join(tree.folder, path)).isDirectory() }))
    .filter(({ path, isFolder }) => !isFolder || isOurs(path))
    .map(({ path, isFolder }) => `${isFolder ? '%dir ' : ''}"/${path}"\n`)
    .join('');
}
