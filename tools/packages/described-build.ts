import { run } from './command.ts';
import type { Build } from './product.ts';

/** What is to be packed: any name of a commit, as which version. */
export interface WantedBuild {
  readonly commit: string;
  readonly version: string;
}

/** @param root the checkout, a clone of git */
export function describedBuild(root: string, { commit: name, version }: WantedBuild): Build {
  // What both Debian and RPM take for an upstream version; a hyphen would set off the revision.
  if (!/^\d[\w.+~]*$/.test(version)) throw new Error(`not a version of a package: ${version}`);
  const git = (...args: readonly string[]): string => run('git', args, { cwd: root }).trim();
  const commit = git('rev-parse', '--verify', `${name}^{commit}`);
  return { version, revision: '1', commit, epoch: Number(git('log', '-1', '--format=%ct', commit)) };
}
