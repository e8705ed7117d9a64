/** Longest block of READ(6) and WRITE(6): their length field has 24 bits. */
export const maximumBlockBytes = 0xff_ffff;

/** A CDB for READ(6) in variable-block mode, without SILI, its length still 0 (SSC-5, 7.4). */
export function readCdb(): Uint8Array {
  return Uint8Array.of(0x08, 0, 0, 0, 0, 0);
}

/** A CDB for WRITE(6) in variable-block mode, its length still 0 (SSC-5, 7.14). */
export function writeCdb(): Uint8Array {
  return Uint8Array.of(0x0a, 0, 0, 0, 0, 0);
}

/** Sets the transfer length of a READ(6) or WRITE(6) CDB in place, so that one CDB serves all blocks of a session. */
export function setTransferLength(cdb: Uint8Array, bytes: number): void {
  cdb[2] = (bytes >> 16) & 0xff;
  cdb[3] = (bytes >> 8) & 0xff;
  cdb[4] = bytes & 0xff;
}
