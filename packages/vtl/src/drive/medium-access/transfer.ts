import { CheckCondition, invalidCdbField } from '../../device-server/answer.ts';
import { senses } from '../../device-server/senses.ts';

/** Longest block of a drive, by READ BLOCK LIMITS. */
export const maximumBlockLength = 8 * 1024 * 1024;

/** Most bytes of one READ(6) or WRITE(6) of several blocks. */
const maximumTransferLength = 8 * maximumBlockLength;

/** CRC32C behind a block, least significant byte first (SSC-5 4.2.29.3). */
export const protectionBytes = 4;

/** What a READ(6) or WRITE(6) asks for. */
export type Transfer =
  | { readonly fixed: false; readonly length: number }
  | { readonly fixed: true; readonly blocks: number; readonly blockLength: number };

/** Takes FIXED and TRANSFER LENGTH of a READ(6) or WRITE(6) apart (SSC-5 6.4, 6.9). */
export function parseTransfer(cdb: Buffer, blockLength: number): Transfer {
  const length = cdb.readUIntBE(2, 3);
  if (((cdb[1] ?? 0) & 0x01) === 0) {
    if (length > maximumBlockLength + protectionBytes) throw invalidCdbField(2);
    return { fixed: false, length };
  }
  if (blockLength === 0) throw invalidCdbField(1);
  if (length * blockLength > maximumTransferLength) throw invalidCdbField(2);
  return { fixed: true, blocks: length, blockLength };
}

/** Refuses data that are shorter than the CDB has announced. */
export function requireData(data: Uint8Array, length: number): void {
  if (data.length < length) throw new CheckCondition(senses.dataPhaseError);
}
