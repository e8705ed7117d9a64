import { userInfo } from 'node:os';
import { type Finding, good, noticed } from './finding.ts';

/** The user that the unit runs the service as, and the group that it adds to those of that user. */
export const unitUser = 'cta';
const unitGroup = 'tape';

const subject = 'user';

/**
 * Makes this process one of the service's user, for good: what root may do it may not do any more. Without being root it stays
 * what it is.
 *
 * @returns as whom the checks that follow examine
 */
export function becomeServiceUser(name: string): Finding {
  if (process.geteuid?.() !== 0) {
    const own = userInfo().username;
    return good(subject, own === name ? `examined as ${own}` : `examined as ${own}: only root can examine as ${name}`);
  }
  try {
    become(name);
    return good(subject, `files, folders and devices examined as ${name}, all else as root`);
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return noticed(subject, 'RUNTIME_UNSUITABLE', `there is no user ${name}: nobody knows what the service may use`, {
      remedy: 'Install the package, which makes user and group, or name the user of the service: --user NAME.',
    });
  }
}

/** The types of Node lack it (nodejs.org: process.initgroups). */
type Initgroups = { readonly initgroups?: (user: string, extraGroup: number) => void };

function become(name: string): void {
  // Who this is can only be asked of one's own user.
  process.seteuid?.(name);
  const { uid, gid } = userInfo();
  process.seteuid?.(0);
  (process as Initgroups).initgroups?.(name, gid);
  // Before groups are added: the group of this process counts among those that it has.
  process.setgid?.(gid);
  addUnitGroup();
  process.setuid?.(uid);
}

function addUnitGroup(): void {
  try {
    process.setgroups?.([...(process.getgroups?.() ?? []), unitGroup]);
  } catch (error) {
    // Without that group there is nothing that it could use by it.
    if (!isUnknown(error)) throw error;
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_CREDENTIAL';
}
