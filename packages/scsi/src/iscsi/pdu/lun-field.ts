/** Length of the LUN field (SAM-5, 4.7). */
const lunFieldLength = 8;

const addressMethod = { peripheralDevice: 0b00, flatSpace: 0b01 } as const;
const firstFlatLun = 256;
const lastLun = 0x3fff;

/** A single-level LUN in 8 bytes: peripheral device addressing below 256, flat space addressing above (SAM-5, 4.7.7). */
export function encodeLun(lun: number): Buffer {
  const field = Buffer.alloc(lunFieldLength);
  putLun(field, 0, lun);
  return field;
}

/** Puts a single-level LUN into the field at `offset` of bytes that are zero. */
export function putLun(bytes: Buffer, offset: number, lun: number): void {
  if (!Number.isInteger(lun) || lun < 0 || lun > lastLun)
    throw new RangeError(`LUN ${lun} is not within 0 to ${lastLun}`);
  bytes.writeUInt16BE(lun < firstFlatLun ? lun : (addressMethod.flatSpace << 14) | lun, offset);
}

/**
 * @param offset where in the bytes the field begins
 * @returns undefined for LUNs of more than one level and for other address methods: no unit of ours has such a one
 */
export function decodeLun(bytes: Buffer, offset = 0): number | undefined {
  if (bytes.readUInt32BE(offset + 4) !== 0 || bytes.readUInt16BE(offset + 2) !== 0) return undefined;
  const first = bytes.readUInt16BE(offset);
  switch (first >> 14) {
    case addressMethod.peripheralDevice:
      return first < firstFlatLun ? first : undefined;
    case addressMethod.flatSpace:
      return first & lastLun;
    default:
      return undefined;
  }
}
