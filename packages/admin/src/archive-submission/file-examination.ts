import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ConditionError } from '@cta/conditions';
import { fromNode } from '@cta/disk';
import { adler32Buffer, adler32OfNothing } from '@cta/session';
import type { FoundFile } from './file-search.ts';

/** A file that can be asked for. */
export interface ExaminedFile extends FoundFile {
  readonly sizeBytes: number;
  readonly ownerUid: number;
  readonly gid: number;
  /** Not there where it was not asked for. */
  readonly adler32?: number;
}

export interface ExaminationOptions {
  /** Whether the file is read for its Adler-32. */
  readonly checksum: boolean;
  /** Largest file that the virtual organization may archive; 0 for no limit. */
  readonly maxFileSizeBytes: number;
}

const readBytes = 1024 * 1024;

/** Examines files one after the other, reading each through one buffer. */
export class FileExaminer {
  readonly #options: ExaminationOptions;
  readonly #buffer = adler32Buffer(readBytes);

  constructor(options: ExaminationOptions) {
    this.#options = options;
  }

  /**
   * @throws JOB_FILE_EMPTY, JOB_FILE_TOO_LARGE, DISK_FILE_NOT_FOUND, DISK_PERMISSION_DENIED, DISK_NOT_A_FILE,
   *   DISK_FILE_CHANGED, DISK_READ_ERROR
   */
  async examine(found: FoundFile, signal: AbortSignal): Promise<ExaminedFile> {
    try {
      // Neither a pipe nor a link that was put in place of the file since it was found may hold us up or lead us away.
      await using file = await open(found.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const facts = await file.stat();
      if (!facts.isFile()) throw new ConditionError('DISK_NOT_A_FILE', { message: found.path });
      this.#requireSize(found.path, facts.size);
      const examined = { ...found, sizeBytes: facts.size, ownerUid: facts.uid, gid: facts.gid };
      if (!this.#options.checksum) return examined;
      return { ...examined, adler32: await this.#checksum(file, examined, signal) };
    } catch (error) {
      signal.throwIfAborted();
      throw fromNode(error, found.path, 'read');
    }
  }

  #requireSize(path: string, sizeBytes: number): void {
    if (sizeBytes === 0) {
      throw new ConditionError('JOB_FILE_EMPTY', { message: path, details: { path, size_bytes: 0 } });
    }
    const { maxFileSizeBytes } = this.#options;
    if (maxFileSizeBytes > 0 && sizeBytes > maxFileSizeBytes) {
      throw new ConditionError('JOB_FILE_TOO_LARGE', {
        message: `${path} has ${sizeBytes} bytes, the virtual organization allows ${maxFileSizeBytes}`,
        details: { path, size_bytes: sizeBytes, max_size_bytes: maxFileSizeBytes },
      });
    }
  }

  async #checksum(file: FileHandle, examined: ExaminedFile, signal: AbortSignal): Promise<number> {
    let adler = adler32OfNothing;
    let done = 0;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(this.#buffer.bytes, 0, readBytes, done);
      if (bytesRead === 0) break;
      adler = this.#buffer.update(adler, bytesRead);
      done += bytesRead;
    }
    if (done === examined.sizeBytes) return adler;
    throw new ConditionError('DISK_FILE_CHANGED', {
      message: `${examined.path} had ${examined.sizeBytes} bytes, ${done} could be read`,
      details: { path: examined.path },
    });
  }
}
