import { recordHeaderBytes, type TapeObject, dataLength } from './record.ts';

/**
 * Where each logical object of a tape lies in its file, in typed arrays: 13 bytes an object and 4 a filemark, so that
 * a tape of a million files fits into memory.
 */
export class ObjectIndex {
  /** Offset of each object's record, and one more entry: where the next record will begin. */
  #offsets = new Float64Array(1024);
  #checksums = new Uint32Array(1024);
  #kinds = new Uint8Array(1024);
  #filemarks = new Uint32Array(256);
  #filemarkCount = 0;
  #count = 0;

  constructor(dataStart: number) {
    this.#offsets[0] = dataStart;
  }

  /** Objects on the tape; the logical object number of the end of data. */
  get count(): number {
    return this.#count;
  }

  get filemarkCount(): number {
    return this.#filemarkCount;
  }

  /** Offset in the file at which object `number` begins; for the end of data, at which the next one will. */
  offsetOf(number: number): number {
    return this.#offsets[number] ?? Number.NaN;
  }

  /** Bytes of data in front of an object, headers not counted. */
  bytesBefore(number: number): number {
    return this.offsetOf(number) - this.offsetOf(0) - number * recordHeaderBytes;
  }

  at(number: number): TapeObject | undefined {
    if (number < 0 || number >= this.#count) return undefined;
    const kind = this.#kinds[number];
    if (kind === kinds.filemark) return { kind: 'filemark' };
    return {
      kind: 'block',
      length: this.offsetOf(number + 1) - this.offsetOf(number) - recordHeaderBytes,
      crc32c: this.#checksums[number] ?? 0,
      protected: kind === kinds.protectedBlock,
    };
  }

  append(object: TapeObject): void {
    const number = this.#count;
    if (number + 1 >= this.#offsets.length) this.#grow();
    this.#kinds[number] = kindOf(object);
    this.#checksums[number] = object.kind === 'block' ? object.crc32c : 0;
    this.#offsets[number + 1] = this.offsetOf(number) + recordHeaderBytes + dataLength(object);
    if (object.kind === 'filemark') this.#appendFilemark(number);
    this.#count = number + 1;
  }

  /** Forgets object `count` and what follows. */
  truncate(count: number): void {
    this.#count = count;
    this.#filemarkCount = this.filemarksBefore(count);
  }

  /** Filemarks in front of an object: its logical file identifier. */
  filemarksBefore(number: number): number {
    let low = 0;
    let high = this.#filemarkCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#filemarks[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Logical object number of a filemark, counted from 0; undefined where there are not as many. */
  filemarkAt(ordinal: number): number | undefined {
    return ordinal >= 0 && ordinal < this.#filemarkCount ? this.#filemarks[ordinal] : undefined;
  }

  #appendFilemark(number: number): void {
    if (this.#filemarkCount === this.#filemarks.length) {
      const grown = new Uint32Array(this.#filemarks.length * 2);
      grown.set(this.#filemarks);
      this.#filemarks = grown;
    }
    this.#filemarks[this.#filemarkCount++] = number;
  }

  #grow(): void {
    const size = this.#offsets.length * 2;
    const offsets = new Float64Array(size);
    offsets.set(this.#offsets);
    const checksums = new Uint32Array(size);
    checksums.set(this.#checksums);
    const kinds = new Uint8Array(size);
    kinds.set(this.#kinds);
    this.#offsets = offsets;
    this.#checksums = checksums;
    this.#kinds = kinds;
  }
}

const kinds = { block: 0, protectedBlock: 1, filemark: 2 } as const;

function kindOf(object: TapeObject): number {
  if (object.kind === 'filemark') return kinds.filemark;
  return object.protected ? kinds.protectedBlock : kinds.block;
}
