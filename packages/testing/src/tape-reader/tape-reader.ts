import { readTapeObjects, type TapeObject } from '../tape-image/tape-image.ts';
import { adler32 } from './adler32.ts';

/** A file as it lies on the tape. */
export interface TapeFileContents {
  readonly archiveFileId: bigint;
  readonly fSeq: number;
  /** 0 for the first file, else the number of the object at which its header starts. */
  readonly blockId: number;
  readonly blockCount: number;
  readonly sizeBytes: number;
  readonly adler32: number;
}

export interface TapeContents {
  readonly vid: string;
  readonly protection: 'none' | 'crc32c';
  readonly files: readonly TapeFileContents[];
  /** Why what follows the last of the files is no file: debris of one that was given up, or damage. */
  readonly debris?: string;
}

/** Goes through the objects of an image, one at a time, and knows the number of the next one. */
class TapeObjects {
  readonly #objects: AsyncGenerator<TapeObject>;
  #next = 0;

  constructor(objects: AsyncGenerator<TapeObject>) {
    this.#objects = objects;
  }

  /** Number of the object that `take` gives next. */
  get next(): number {
    return this.#next;
  }

  async take(): Promise<TapeObject | undefined> {
    const result = await this.#objects.next();
    this.#next++;
    return result.done === true ? undefined : result.value;
  }

  async record(id: string): Promise<string> {
    return this.asRecord(await this.take(), id);
  }

  asRecord(object: TapeObject | undefined, id: string): string {
    if (object?.type !== 'block' || object.bytes.length !== 80) throw this.unreadable(`${id} expected`);
    const text = Buffer.from(object.bytes).toString('latin1');
    if (!text.startsWith(id)) throw this.unreadable(`${id} expected, found ${text.slice(0, 4)}`);
    return text;
  }

  async filemark(): Promise<void> {
    if ((await this.take())?.type !== 'filemark') throw this.unreadable('filemark expected');
  }

  /** What is wrong with the object taken last. */
  unreadable(message: string): TapeUnreadable {
    return new TapeUnreadable(`tape object ${this.#next - 1}: ${message}`);
  }
}

class TapeUnreadable extends Error {
  override readonly name = 'TapeUnreadable';
}

/**
 * Lists what is on a tape, from its image alone: every file with its size and Adler-32. Written from the description of
 * the format and on purpose without `@cta/tape-format`: what the product writes is to be read by somebody else.
 */
export async function readTape(folder: string): Promise<TapeContents> {
  const generator = readTapeObjects(folder);
  try {
    const objects = new TapeObjects(generator);
    const label = await objects.record('VOL1');
    const protection = field(label, 77, 2) === '02' ? 'crc32c' : 'none';
    return { vid: field(label, 4, 6), protection, ...(await readFiles(objects)) };
  } finally {
    await generator.return(undefined);
  }
}

async function readFiles(objects: TapeObjects): Promise<Pick<TapeContents, 'files' | 'debris'>> {
  const files: TapeFileContents[] = [];
  try {
    for (let first = await objects.take(); first !== undefined; first = await objects.take()) {
      const header = objects.asRecord(first, 'HDR1');
      if (field(header, 4, 17) === 'PRELABEL') await objects.filemark();
      else files.push(await readFile(objects, header, files.length + 1));
    }
    return { files };
  } catch (error) {
    if (error instanceof TapeUnreadable) return { files, debris: error.message };
    throw error;
  }
}

/** Reads the rest of a file whose HDR1 was taken. */
async function readFile(objects: TapeObjects, hdr1: string, fSeq: number): Promise<TapeFileContents> {
  const headerObject = objects.next - 1;
  await objects.record('HDR2');
  const uhl1 = await objects.record('UHL1');
  await objects.filemark();
  if (Number(field(uhl1, 4, 10)) !== fSeq) throw objects.unreadable(`header of file ${fSeq} expected`);
  const payload = await readPayload(objects, Number(field(uhl1, 14, 10)));
  const eof1 = await objects.record('EOF1');
  if (Number(field(eof1, 54, 6)) !== payload.blockCount % 1_000_000) throw objects.unreadable('wrong block count');
  if (field(eof1, 4, 23) !== field(hdr1, 4, 23)) throw objects.unreadable('trailer of another file');
  await objects.record('EOF2');
  await objects.record('UTL1');
  await objects.filemark();
  const archiveFileId = BigInt(`0x${field(hdr1, 4, 17)}`);
  return { archiveFileId, fSeq, blockId: fSeq === 1 ? 0 : headerObject, ...payload };
}

/** Reads data blocks, and the filemark behind them. */
async function readPayload(
  objects: TapeObjects,
  largestBlock: number,
): Promise<Pick<TapeFileContents, 'blockCount' | 'sizeBytes' | 'adler32'>> {
  let checksum = 1;
  let sizeBytes = 0;
  for (let blockCount = 0; ; blockCount++) {
    const object = await objects.take();
    if (object === undefined) throw objects.unreadable('data end within a file');
    if (object.type === 'filemark') return { blockCount, sizeBytes, adler32: checksum };
    if (object.bytes.length > largestBlock) throw objects.unreadable(`block of ${object.bytes.length} bytes`);
    checksum = adler32(object.bytes, checksum);
    sizeBytes += object.bytes.length;
  }
}

function field(record: string, offset: number, length: number): string {
  return record.slice(offset, offset + length).trim();
}
