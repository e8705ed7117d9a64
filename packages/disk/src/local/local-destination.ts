import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writevSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ConditionError } from '@cta/conditions';
import type { DiskDestination } from '../disk-endpoint.ts';
import { fromNode } from '../from-node.ts';
import type { AllowedRoots } from './allowed-roots.ts';
import { after } from './local-source.ts';

const openFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const fileMode = 0o666;

/**
 * Opens a file for writing under a name of its own in the folder of the destination, which is made if need be. The name
 * comes from the job: what an attempt that was killed has left there is removed by the next.
 */
export function openLocalDestination(
  path: string,
  jobName: string,
  { roots, fsync }: { readonly roots: AllowedRoots; readonly fsync: boolean },
): DiskDestination {
  return guarded(path, () => {
    if (path.endsWith('/')) throw new ConditionError('DISK_NOT_A_FILE', { message: path, details: { path } });
    const folder = roots.realPathOfFolder(dirname(path));
    const temporaryPath = join(folder, `.cta-retrieve-${jobName}`);
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

/** Most files go to a folder that is there already, and to a name that is not. */
function openInFolder(temporaryPath: string, folder: string): number {
  try {
    return openSync(temporaryPath, openFlags, fileMode);
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? error.code : undefined;
    if (errno === 'ENOENT') mkdirSync(folder, { recursive: true });
    // Not written over: whoever still writes to it keeps a file that has lost its name.
    else if (errno === 'EEXIST') unlinkSync(temporaryPath);
    else throw error;
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
      const { dev, ino } = fstatSync(this.#fd, { bigint: true });
      try {
        this.#close();
        if (!isAt(this.#temporaryPath, { dev, ino })) throw lost(this.#path, this.#temporaryPath);
        renameSync(this.#temporaryPath, this.#path);
      } catch (error) {
        this.#remove({ dev, ino });
        throw error;
      }
    });
  }

  abort(): void {
    guarded(this.#path, () => {
      const written = fstatSync(this.#fd, { bigint: true });
      try {
        closeSync(this.#fd);
      } finally {
        this.#remove(written);
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

  #remove(written: FileIdentity): void {
    if (isAt(this.#temporaryPath, written)) unlinkSync(this.#temporaryPath);
  }
}

interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** Whether the name is still that of this file, and not of a later attempt at the same job. */
function isAt(path: string, { dev, ino }: FileIdentity): boolean {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found?.dev === dev && found.ino === ino;
}

function lost(path: string, temporaryPath: string): ConditionError {
  return new ConditionError('DISK_WRITE_ERROR', {
    message: `${path}: what was written was removed by somebody else, or replaced by a later attempt`,
    details: { path, temporary_path: temporaryPath },
  });
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromNode(error, path, 'write');
  }
}
