import { randomUUID } from 'node:crypto';
import { closeSync, constants, fsyncSync, mkdirSync, openSync, renameSync, unlinkSync, writevSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ConditionError } from '@cta/conditions';
import type { DiskDestination } from '../disk-endpoint.ts';
import { fromNode } from '../from-node.ts';
import type { AllowedRoots } from './allowed-roots.ts';
import { after } from './local-source.ts';

const openFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const fileMode = 0o666;

/** Opens a file for writing under a name of its own in the folder of the destination, which is made if need be. */
export function openLocalDestination(path: string, roots: AllowedRoots, fsync: boolean): DiskDestination {
  return guarded(path, () => {
    if (path.endsWith('/')) throw new ConditionError('DISK_NOT_A_FILE', { message: path, details: { path } });
    const folder = roots.realPathOfFolder(dirname(path));
    const temporaryPath = join(folder, `.cta-retrieve-${randomUUID()}`);
    const fd = openInFolder(temporaryPath, folder);
    try {
      roots.requireOpened(fd, temporaryPath);
      return new LocalDestination(join(folder, basename(path)), temporaryPath, fd, fsync);
    } catch (error) {
      closeSync(fd);
      unlinkSync(temporaryPath);
      throw error;
    }
  });
}

/** Most files go to a folder that is there already. */
function openInFolder(temporaryPath: string, folder: string): number {
  try {
    return openSync(temporaryPath, openFlags, fileMode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    mkdirSync(folder, { recursive: true });
    return openSync(temporaryPath, openFlags, fileMode);
  }
}

class LocalDestination implements DiskDestination {
  readonly #path: string;
  readonly #temporaryPath: string;
  readonly #fd: number;
  readonly #fsync: boolean;

  constructor(path: string, temporaryPath: string, fd: number, fsync: boolean) {
    this.#path = path;
    this.#temporaryPath = temporaryPath;
    this.#fd = fd;
    this.#fsync = fsync;
  }

  write(pieces: readonly Uint8Array[]): void {
    guarded(this.#path, () => {
      let rest = pieces;
      while (rest.length > 0) rest = after(rest, writevSync(this.#fd, rest));
    });
  }

  commit(): void {
    guarded(this.#path, () => {
      try {
        this.#close();
        renameSync(this.#temporaryPath, this.#path);
      } catch (error) {
        unlinkSync(this.#temporaryPath);
        throw error;
      }
    });
  }

  abort(): void {
    guarded(this.#path, () => {
      try {
        closeSync(this.#fd);
      } finally {
        unlinkSync(this.#temporaryPath);
      }
    });
  }

  /** A failure to write may be told no earlier than here (NFS, quotas). */
  #close(): void {
    try {
      if (this.#fsync) fsyncSync(this.#fd);
    } finally {
      closeSync(this.#fd);
    }
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromNode(error, path, 'write');
  }
}
