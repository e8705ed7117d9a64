import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from './crc32c.ts';

/** One object of a tape, in tape order. */
export type TapeObject = { readonly type: 'block'; readonly bytes: Uint8Array } | { readonly type: 'filemark' };

/** A file as an image's index lists it; the archive file id is a bigint, since it may pass 2^53. */
export interface TapeImageFile {
  readonly archiveFileId: bigint;
  readonly fSeq: number;
  readonly blockId: number;
  readonly sizeBytes: number;
  /** Eight hexadecimal digits. */
  readonly adler32: string;
}

/** A whole tape in memory. */
export interface TapeImage {
  readonly vid: string;
  readonly files: readonly TapeImageFile[];
  readonly objects: readonly TapeObject[];
}

/** An object as index.json has it: where its bytes are in blocks.bin, and their CRC-32C in eight hexadecimal digits. */
export type IndexedObject =
  | { readonly type: 'block'; readonly length: number; readonly offset: number; readonly crc32c: string }
  | { readonly type: 'filemark'; readonly length: 0; readonly offset: number };

export interface TapeImageIndex {
  readonly vid: string;
  readonly files: readonly TapeImageFile[];
  readonly objects: readonly IndexedObject[];
}

interface RawIndex {
  readonly vid: string;
  readonly files: readonly {
    archiveFileID: number | bigint;
    fSeq: number;
    blockId: number;
    size: number;
    adler32: string;
  }[];
  readonly objects: readonly IndexedObject[];
}

const protectionBytes = 4;

/** Reads index.json of an image folder (`cta-vtl cartridge export` writes such folders). */
export async function readTapeImageIndex(folder: string): Promise<TapeImageIndex> {
  const raw = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as RawIndex;
  return {
    vid: raw.vid,
    files: raw.files.map((file) => ({
      archiveFileId: BigInt(file.archiveFileID),
      fSeq: file.fSeq,
      blockId: file.blockId,
      sizeBytes: file.size,
      adler32: file.adler32,
    })),
    objects: raw.objects,
  };
}

/** Gives the objects of an image one after the other, each with its CRC-32C checked; holds one block at a time. */
export async function* readTapeObjects(folder: string): AsyncGenerator<TapeObject> {
  const { objects } = await readTapeImageIndex(folder);
  const file = await open(join(folder, 'blocks.bin'));
  try {
    for (const [number, object] of objects.entries()) {
      if (object.type === 'filemark') {
        yield { type: 'filemark' };
        continue;
      }
      const bytes = new Uint8Array(object.length);
      const { bytesRead } = await file.read(bytes, 0, object.length, object.offset);
      if (bytesRead !== object.length) throw new Error(`${folder}: blocks.bin ends within object ${number}`);
      if (hex32(crc32c(bytes)) !== object.crc32c) throw new Error(`${folder}: CRC-32C of object ${number} differs`);
      yield { type: 'block', bytes };
    }
  } finally {
    await file.close();
  }
}

/**
 * Reads a whole image.
 * @param wire whether each block has its four bytes of logical block protection, which are verified and taken off
 */
export async function loadTapeImage(folder: string, { wire = false } = {}): Promise<TapeImage> {
  const { vid, files } = await readTapeImageIndex(folder);
  const objects = await Array.fromAsync(readTapeObjects(folder));
  return { vid, files, objects: wire ? objects.map(withoutProtection) : objects };
}

/** Writes an image in the same layout. */
export async function saveTapeImage(folder: string, image: TapeImage, { wire = false } = {}): Promise<void> {
  let offset = 0;
  const objects = (wire ? image.objects.map(withProtection) : image.objects).map((object) => {
    const at = offset;
    if (object.type === 'filemark')
      return { indexed: { type: 'filemark', length: 0, offset: at }, bytes: new Uint8Array() };
    offset += object.bytes.length;
    const indexed = { type: 'block', length: object.bytes.length, offset: at, crc32c: hex32(crc32c(object.bytes)) };
    return { indexed, bytes: object.bytes };
  });
  const files = image.files.map(({ archiveFileId, fSeq, blockId, sizeBytes, adler32 }) => ({
    archiveFileID: Number(archiveFileId),
    fSeq,
    blockId,
    size: sizeBytes,
    adler32,
  }));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'blocks.bin'), Buffer.concat(objects.map(({ bytes }) => bytes)));
  const index = { vid: image.vid, files, objects: objects.map(({ indexed }) => indexed) };
  await writeFile(join(folder, 'index.json'), `${JSON.stringify(index, null, 1)}\n`);
}

/** Takes off the protection of a block as it is on the wire: CRC-32C of the data, least significant byte first. */
function withoutProtection(object: TapeObject): TapeObject {
  if (object.type === 'filemark') return object;
  const length = object.bytes.length - protectionBytes;
  const data = object.bytes.subarray(0, length);
  const trailer = Buffer.from(object.bytes.subarray(length));
  if (trailer.readUInt32LE() !== crc32c(data)) throw new Error('protection of a block does not agree with its data');
  return { type: 'block', bytes: data };
}

/** Puts protection behind a block. */
export function withProtection(object: TapeObject): TapeObject {
  if (object.type === 'filemark') return object;
  const bytes = new Uint8Array(object.bytes.length + protectionBytes);
  bytes.set(object.bytes);
  new DataView(bytes.buffer).setUint32(object.bytes.length, crc32c(object.bytes), true);
  return { type: 'block', bytes };
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
