import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { ConditionError } from '@cta/conditions';
import { crc32c } from '@node-rs/crc32';
import { fromFileSystem, withFile } from '../storage/file-system-error.ts';
import { dataStart, encodeDurableMark } from './durable-mark.ts';
import type { ObjectIndex } from './object-index.ts';
import { type TapeObject, encodeRecordHeader, recordHeaderBytes } from './record.ts';
import { scanTapeFile } from './scan.ts';

const bufferBytes = 1024 * 1024;
/** Records up to this size are gathered in memory; longer ones go to the file at once, together with what was gathered. */
const gatheredBytes = 64 * 1024;

const synchronize = promisify(fdatasync);

/**
 * The recorded part of a tape: a file of records, appended only. Objects are numbered as SSC numbers logical objects.
 *
 * Writing is buffered as in a drive: first in memory, then in the page cache; `flush` makes all of it durable. The file
 * is read and written synchronously, which in the page cache takes less than handing it to another thread.
 */
export class TapeFile {
  readonly #descriptor: number;
  readonly #path: string;
  readonly #index: ObjectIndex;
  readonly #buffer = Buffer.allocUnsafe(bufferBytes);
  #buffered = 0;
  /** Where the file ends, and how many objects are in it: the rest is in the buffer. */
  #end: number;
  #storedCount: number;
  #durableCount: number;
  #open = true;

  private constructor(descriptor: number, path: string) {
    const { index, end, durableCount } = scanTapeFile(descriptor, path);
    ftruncateSync(descriptor, end);
    this.#descriptor = descriptor;
    this.#path = path;
    this.#index = index;
    this.#end = end;
    this.#storedCount = index.count;
    this.#durableCount = durableCount;
  }

  static create(path: string): void {
    withFile(path, () => {
      const descriptor = openSync(path, 'wx', 0o640);
      try {
        writeSync(descriptor, encodeDurableMark(dataStart), 0, null, 0);
        ftruncateSync(descriptor, dataStart);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    });
  }

  /** Opens a tape file and cuts a torn tail off; CARTRIDGE_DAMAGED where it is more than a tail that is torn. */
  static open(path: string): TapeFile {
    const descriptor = withFile(path, () => openSync(path, 'r+'));
    try {
      return new TapeFile(descriptor, path);
    } catch (error) {
      closeSync(descriptor);
      throw fromFileSystem(error, path);
    }
  }

  get index(): Omit<ObjectIndex, 'append' | 'truncate'> {
    return this.#index;
  }

  /** Objects that a loss of power would leave. */
  get durableCount(): number {
    return this.#durableCount;
  }

  append(object: TapeObject, data?: Uint8Array): void {
    const length = data?.length ?? 0;
    if (this.#buffered + recordHeaderBytes + Math.min(length, gatheredBytes) > bufferBytes) this.#drain();
    encodeRecordHeader(object, this.#buffer, this.#buffered);
    this.#buffered += recordHeaderBytes;
    this.#index.append(object);
    if (data === undefined) return;
    if (length > gatheredBytes) {
      this.#drain(data);
    } else {
      this.#buffer.set(data, this.#buffered);
      this.#buffered += length;
    }
  }

  /**
   * Reads the data of a block to the beginning of `into`, which has room for it.
   * @returns its length. MEDIUM_READ_ERROR where the data are not what was written.
   */
  read(number: number, into: Uint8Array): number {
    const object = this.#index.at(number);
    if (object?.kind !== 'block') throw new RangeError(`no block at logical object ${number} of ${this.#path}`);
    this.#drain();
    const { length } = object;
    const offset = this.#index.offsetOf(number) + recordHeaderBytes;
    const read = withFile(this.#path, () => readSync(this.#descriptor, into, 0, length, offset));
    if (read === length && crc32c(into.subarray(0, length)) === object.crc32c) return length;
    throw new ConditionError('MEDIUM_READ_ERROR', {
      message: `${this.#path}: block ${number} is damaged`,
      details: { path: this.#path, logical_object: number },
    });
  }

  /** Removes object `count` and all that follow. */
  truncate(count: number): void {
    if (count >= this.#index.count) return;
    this.#drain();
    withFile(this.#path, () => {
      if (count < this.#durableCount) {
        this.#durableCount = count;
        this.#writeDurableMark();
        fdatasyncSync(this.#descriptor);
      }
      this.#end = this.#index.offsetOf(count);
      ftruncateSync(this.#descriptor, this.#end);
    });
    this.#index.truncate(count);
    this.#storedCount = count;
  }

  /** Resolves once everything that was appended before is durable. */
  async flush(): Promise<void> {
    this.#drain();
    const count = this.#storedCount;
    if (count === this.#durableCount) return;
    try {
      await synchronize(this.#descriptor);
    } catch (error) {
      throw fromFileSystem(error, this.#path);
    }
    if (!this.#open) {
      throw new ConditionError('VIRTUAL_LIBRARY_STORAGE_FAILED', {
        message: `${this.#path} was closed during a flush`,
      });
    }
    this.#durableCount = Math.min(count, this.#storedCount);
    withFile(this.#path, () => this.#writeDurableMark());
  }

  /** What a loss of power does: everything since the last flush is gone. */
  dropUnflushed(): void {
    this.truncate(this.#durableCount);
  }

  /** Writes what is in memory to the file, without waiting for the medium, and closes it. */
  close(): void {
    try {
      this.#drain();
    } finally {
      this.#open = false;
      closeSync(this.#descriptor);
    }
  }

  /** Writes the buffer, and `data` behind it, in one call. On failure the tape ends where the file ended before. */
  #drain(data?: Uint8Array): void {
    if (this.#buffered === 0) return;
    const parts = [this.#buffer.subarray(0, this.#buffered), ...(data === undefined ? [] : [data])];
    this.#buffered = 0;
    try {
      this.#end = writeFully(this.#descriptor, parts, this.#end);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#end);
      this.#index.truncate(this.#storedCount);
      throw fromFileSystem(error, this.#path);
    }
    this.#storedCount = this.#index.count;
  }

  #writeDurableMark(): void {
    writeSync(this.#descriptor, encodeDurableMark(this.#index.offsetOf(this.#durableCount)), 0, null, 0);
  }
}

/** @returns the offset behind what was written. */
function writeFully(descriptor: number, parts: readonly Uint8Array[], start: number): number {
  let position = start;
  let rest = [...parts];
  while (rest.length > 0) {
    let written = writevSync(descriptor, rest, position);
    position += written;
    rest = rest.flatMap((part) => {
      const taken = Math.min(written, part.length);
      written -= taken;
      return taken === part.length ? [] : [part.subarray(taken)];
    });
  }
  return position;
}
