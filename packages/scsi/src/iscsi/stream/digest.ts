import { crc32c } from '@node-rs/crc32';

/** Which parts of a PDU are followed by a CRC32C (RFC 7143, 13.1). */
export interface Digests {
  readonly header: boolean;
  readonly data: boolean;
}

export const noDigests: Digests = Object.freeze({ header: false, data: false });

export const digestLength = 4;

/** A digest as it goes over the wire: least significant byte first (RFC 7143, appendix A.4 has examples). */
export function digestOf(segment: Uint8Array, padding?: Uint8Array): Buffer {
  const digest = Buffer.allocUnsafe(digestLength);
  const crc = crc32c(segment);
  digest.writeUInt32LE(padding === undefined || padding.length === 0 ? crc : crc32c(padding, crc));
  return digest;
}
