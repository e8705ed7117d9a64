import { fstatSync, readSync } from 'node:fs';
import { ConditionError } from '@cta/conditions';
import { crc32c } from '@node-rs/crc32';
import { dataStart, decodeDurableMark } from './durable-mark.ts';
import { ObjectIndex } from './object-index.ts';
import { type TapeObject, dataLength, decodeRecordHeader, recordHeaderBytes } from './record.ts';

/** What a tape file holds, as found when it is opened. */
export interface Scan {
  readonly index: ObjectIndex;
  /** Where the last whole record ends; what follows is a torn tail. */
  readonly end: number;
  /** Objects in front of the durable mark. */
  readonly durableCount: number;
}

/**
 * Rebuilds the index from the record headers. Behind the durable mark each block is verified too, and the first one
 * that is not whole ends the tape. In front of it such a record is CARTRIDGE_DAMAGED: what was flushed cannot be gone.
 */
export function scanTapeFile(descriptor: number, path: string): Scan {
  const size = fstatSync(descriptor).size;
  const head = Buffer.alloc(dataStart);
  const durable = decodeDurableMark(head.subarray(0, readSync(descriptor, head, 0, dataStart, 0)));
  if (durable === undefined) throw damaged(path, 0, 'it is not a tape file');

  const index = new ObjectIndex(dataStart);
  const reader = new HeaderReader(descriptor, size);
  let end = dataStart;
  let durableCount = 0;
  while (end < size) {
    const object = reader.at(end);
    const next = object === undefined ? Number.NaN : end + recordHeaderBytes + dataLength(object);
    const whole = object !== undefined && next <= size && (end < durable || isIntact(descriptor, end, object));
    if (!whole) break;
    index.append(object);
    end = next;
    if (end <= durable) durableCount = index.count;
  }
  if (end < durable) throw damaged(path, end, `what was flushed reaches to ${durable}`);
  return { index, end, durableCount };
}

function isIntact(descriptor: number, offset: number, object: TapeObject): boolean {
  if (object.kind === 'filemark') return true;
  const data = Buffer.allocUnsafe(object.length);
  const read = readSync(descriptor, data, 0, object.length, offset + recordHeaderBytes);
  return read === object.length && crc32c(data) === object.crc32c;
}

function damaged(path: string, offset: number, why: string): ConditionError {
  return new ConditionError('CARTRIDGE_DAMAGED', {
    message: `${path} at ${offset}: ${why}`,
    details: { path, offset },
  });
}

/** Reads headers through a window, since those of small records lie close together. */
class HeaderReader {
  readonly #descriptor: number;
  readonly #size: number;
  readonly #window = Buffer.allocUnsafe(16 * 1024);
  #start = 0;
  #length = 0;

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.#size = size;
  }

  at(offset: number): TapeObject | undefined {
    if (offset + recordHeaderBytes > this.#size) return undefined;
    if (offset < this.#start || offset + recordHeaderBytes > this.#start + this.#length) {
      this.#start = offset;
      this.#length = readSync(this.#descriptor, this.#window, 0, this.#window.length, offset);
    }
    const begin = offset - this.#start;
    return decodeRecordHeader(this.#window.subarray(begin, Math.min(begin + recordHeaderBytes, this.#length)));
  }
}
