import { crc32c } from '@node-rs/crc32';

/** Bytes that logical block protection adds to each block. */
export const protectionBytes = 4;

/**
 * Writes the CRC32C of the block that lies in the first `length` bytes behind it, least significant byte first
 * (SSC-5, 4.2.27; tape-format: CRC32C). The buffer needs `protectionBytes` of room there.
 */
export function appendBlockProtection(buffer: Uint8Array, length: number): void {
  const crc = crc32c(buffer.subarray(0, length));
  buffer[length] = crc & 0xff;
  buffer[length + 1] = (crc >>> 8) & 0xff;
  buffer[length + 2] = (crc >>> 16) & 0xff;
  buffer[length + 3] = crc >>> 24;
}

/** Whether the CRC32C behind the first `length` bytes of the buffer is theirs. */
export function blockProtectionHolds(buffer: Uint8Array, length: number): boolean {
  const crc = crc32c(buffer.subarray(0, length));
  return (
    buffer[length] === (crc & 0xff) &&
    buffer[length + 1] === ((crc >>> 8) & 0xff) &&
    buffer[length + 2] === ((crc >>> 16) & 0xff) &&
    buffer[length + 3] === crc >>> 24
  );
}
