import type { NeededPackage, PackageLock } from './dependency-closure.ts';

/** What npm keeps of what it has put into node_modules, in the format of package-lock.json. */
export const installedLock = 'node_modules/.package-lock.json';

/**
 * Sources are those of a commit, but the modules of others are those of the checkout: they must be what the commit's
 * package-lock.json names, since that is what the bill of materials says of them.
 *
 * @param needed by the commit's package-lock.json
 * @param installed what the checkout has
 */
export function requireInstalled(needed: readonly NeededPackage[], installed: PackageLock): void {
  const complaints = needed
    .filter(({ folder }) => folder.startsWith('node_modules/'))
    .map((wanted) => complaintOf(wanted, installed.packages[wanted.folder]))
    .filter((complaint) => complaint !== undefined);
  if (complaints.length > 0) {
    throw new Error(
      `node_modules has not what package-lock.json of the commit names: check it out, and npm ci\n${complaints.join('\n')}`,
    );
  }
}

type Installed = PackageLock['packages'][string] | undefined;

function complaintOf({ folder, version, integrity }: NeededPackage, installed: Installed): string | undefined {
  if (installed === undefined) return `${folder} ${version} is not installed`;
  if (installed.version !== version) return `${folder} is ${installed.version}, not ${version}`;
  if (installed.integrity !== integrity) return `${folder} ${version} has another hash`;
  return undefined;
}
