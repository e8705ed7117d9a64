import { closeSync, constants, fstatSync, openSync, readvSync, type Stats } from 'node:fs';
import { ConditionError } from '@cta/conditions';
import type { DiskSource } from '../disk-endpoint.ts';
import { fromNode } from '../from-node.ts';
import type { AllowedRoots } from './allowed-roots.ts';

// Without O_NONBLOCK a FIFO would hold the thread until somebody writes to it.
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a regular file for reading. */
export function openLocalSource(path: string, roots: AllowedRoots): DiskSource {
  return guarded(path, () => {
    const realPath = roots.realPath(path);
    const fd = openSync(realPath, openFlags);
    try {
      roots.requireOpened(fd, realPath);
      return new LocalSource(path, fd, regularFile(path, fd));
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  });
}

class LocalSource implements DiskSource {
  readonly sizeBytes: number;
  readonly #path: string;
  readonly #fd: number;
  readonly #modifiedMs: number;

  constructor(path: string, fd: number, { size, mtimeMs }: Stats) {
    this.sizeBytes = size;
    this.#path = path;
    this.#fd = fd;
    this.#modifiedMs = mtimeMs;
  }

  read(pieces: readonly Uint8Array[]): number {
    return guarded(this.#path, () => {
      let total = 0;
      let rest = pieces;
      while (rest.length > 0) {
        const bytes = readvSync(this.#fd, rest);
        if (bytes === 0) break;
        total += bytes;
        rest = after(rest, bytes);
      }
      return total;
    });
  }

  checkUnchanged(): void {
    const { size, mtimeMs } = guarded(this.#path, () => fstatSync(this.#fd));
    if (size === this.sizeBytes && mtimeMs === this.#modifiedMs) return;
    throw new ConditionError('DISK_FILE_CHANGED', {
      message: `${this.#path} had ${this.sizeBytes} bytes when it was opened, now ${size}`,
      details: { path: this.#path, size_at_open: this.sizeBytes, size_now: size },
    });
  }

  close(): void {
    guarded(this.#path, () => closeSync(this.#fd));
  }
}

function regularFile(path: string, fd: number): Stats {
  const stats = fstatSync(fd);
  if (stats.isFile()) return stats;
  throw new ConditionError('DISK_NOT_A_FILE', { message: path, details: { path } });
}

/** What is left of the pieces once `bytes` of them are done: a call may do less than it was asked for. */
export function after(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let done = bytes;
  for (const [index, piece] of pieces.entries()) {
    if (done < piece.length)
      return done === 0 ? pieces.slice(index) : [piece.subarray(done), ...pieces.slice(index + 1)];
    done -= piece.length;
  }
  return [];
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromNode(error, path, 'read');
  }
}
