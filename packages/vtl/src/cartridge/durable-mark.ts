import { crc32c } from '@node-rs/crc32';

/**
 * Head of a tape file, with the offset up to which everything is known to be on the medium. The mark is written after
 * the flush that makes it true and lowered before anything below it is overwritten, so that it never says too much.
 *
 * | byte  | meaning |
 * | ---   | ---     |
 * | 0-7   | `CTAVTL01` |
 * | 8-15  | durable offset |
 * | 16-19 | CRC32C of bytes 0 to 15 |
 *
 * Records begin at byte 4096, so that the mark has a page of its own.
 */
export const dataStart = 4096;

const signature = Buffer.from('CTAVTL01', 'latin1');
const markBytes = 20;

export function encodeDurableMark(offset: number): Buffer {
  const bytes = Buffer.alloc(markBytes);
  signature.copy(bytes);
  bytes.writeBigUInt64BE(BigInt(offset), 8);
  bytes.writeUInt32BE(crc32c(bytes.subarray(0, 16)), 16);
  return bytes;
}

/**
 * @returns the durable offset; `dataStart`, which promises nothing, where the mark was torn; undefined where the bytes
 * are not the head of a tape file.
 */
export function decodeDurableMark(bytes: Buffer): number | undefined {
  if (bytes.length < markBytes || !bytes.subarray(0, 8).equals(signature)) return undefined;
  if (bytes.readUInt32BE(16) !== crc32c(bytes.subarray(0, 16))) return dataStart;
  return Number(bytes.readBigUInt64BE(8));
}
