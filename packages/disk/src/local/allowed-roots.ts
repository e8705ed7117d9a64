import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { ConditionError } from '@cta/conditions';

/** Folders that files may be read from and written to. `/` allows everything. */
export class AllowedRoots {
  readonly #roots: readonly string[];

  /** @throws an error of the operating system where a root does not exist */
  constructor(roots: readonly string[]) {
    this.#roots = roots.map((root) => realpathSync.native(root));
  }

  /** Real path of something that exists. @throws DISK_PATH_ESCAPES where symbolic links or dots lead out of the roots */
  realPath(path: string): string {
    return this.#inside(realpathSync.native(path), path);
  }

  /** Real path of a folder that need not exist yet, nor all of its parents. @throws DISK_PATH_ESCAPES */
  realPathOfFolder(path: string): string {
    const absolute = resolve(path);
    return this.#inside(realPathOfExistingPart(absolute), path);
  }

  /**
   * Holds an open file to the path that was checked: a link put in its way between check and opening leads elsewhere.
   * @throws DISK_PATH_ESCAPES
   */
  requireOpened(fd: number, realPath: string): void {
    const opened = readlinkSync(`/proc/self/fd/${fd}`);
    if (opened !== realPath) throw escapes(realPath, opened);
  }

  #inside(realPath: string, asked: string): string {
    const allowed = this.#roots.some((root) => root === sep || realPath === root || realPath.startsWith(root + sep));
    if (!allowed) throw escapes(asked, realPath);
    return realPath;
  }
}

function realPathOfExistingPart(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing || path === sep) throw error;
    return join(realPathOfExistingPart(dirname(path)), basename(path));
  }
}

function escapes(asked: string, found: string): ConditionError {
  return new ConditionError('DISK_PATH_ESCAPES', {
    message: `${asked} leads to ${found}`,
    details: { path: asked, real_path: found },
  });
}
