import { crc32c } from '@node-rs/crc32';

/**
 * A record of a tape file: a header of 16 bytes, and the block's data behind it.
 *
 * | byte  | meaning |
 * | ---   | ---     |
 * | 0     | 01h block, 02h filemark |
 * | 1     | bit 0: written with logical block protection |
 * | 2-3   | C7A5h |
 * | 4-7   | length of the data |
 * | 8-11  | CRC32C of the data |
 * | 12-15 | CRC32C of bytes 0 to 11 |
 */
export const recordHeaderBytes = 16;

export interface BlockObject {
  readonly kind: 'block';
  /** Bytes of data, protection information not counted. */
  readonly length: number;
  readonly crc32c: number;
  /** Whether it was written with logical block protection. */
  readonly protected: boolean;
}

export interface FilemarkObject {
  readonly kind: 'filemark';
}

/** What can lie at a logical object number of a tape. */
export type TapeObject = BlockObject | FilemarkObject;

const marker = 0xc7a5;
const kindByte = { block: 1, filemark: 2 } as const;
const protectedFlag = 0x01;

/** Bytes of an object's data. */
export function dataLength(object: TapeObject): number {
  return object.kind === 'block' ? object.length : 0;
}

export function encodeRecordHeader(object: TapeObject, into: Buffer, offset: number): void {
  into[offset] = kindByte[object.kind];
  into[offset + 1] = object.kind === 'block' && object.protected ? protectedFlag : 0;
  into.writeUInt16BE(marker, offset + 2);
  into.writeUInt32BE(dataLength(object), offset + 4);
  into.writeUInt32BE(object.kind === 'block' ? object.crc32c : 0, offset + 8);
  into.writeUInt32BE(crc32c(into.subarray(offset, offset + 12)), offset + 12);
}

/** @returns the object, or undefined where the bytes are not a whole and undamaged header. */
export function decodeRecordHeader(bytes: Buffer): TapeObject | undefined {
  if (bytes.length < recordHeaderBytes || bytes.readUInt16BE(2) !== marker) return undefined;
  if (bytes.readUInt32BE(12) !== crc32c(bytes.subarray(0, 12))) return undefined;
  if (bytes[0] === kindByte.filemark) return { kind: 'filemark' };
  if (bytes[0] !== kindByte.block) return undefined;
  return {
    kind: 'block',
    length: bytes.readUInt32BE(4),
    crc32c: bytes.readUInt32BE(8),
    protected: ((bytes[1] ?? 0) & protectedFlag) !== 0,
  };
}
