/** Length of the LUN field (SAM-5, 4.7). */
const lunFieldLength = 8;

const addressMethod = { peripheralDevice: 0b00, flatSpace: 0b01 } as const;
const firstFlatLun = 256;
const lastLun = 0x3fff;

/** A single-level LUN in 8 bytes: peripheral device addressing below 256, flat space addressing above (SAM-5, 4.7.7). */
export function encodeLun(lun: number): Buffer {
  if (!Number.isInteger(lun) || lun < 0 || lun > lastLun)
    throw new RangeError(`LUN ${lun} is not within 0 to ${lastLun}`);
  const field = Buffer.alloc(lunFieldLength);
  field.writeUInt16BE(lun < firstFlatLun ? lun : (addressMethod.flatSpace << 14) | lun, 0);
  return field;
}

/** @returns undefined for LUNs of more than one level and for other address methods: no unit of ours has such a one */
export function decodeLun(field: Buffer): number | undefined {
  if (field.readUInt32BE(4) !== 0 || field.readUInt16BE(2) !== 0) return undefined;
  const first = field.readUInt16BE(0);
  switch (first >> 14) {
    case addressMethod.peripheralDevice:
      return first < firstFlatLun ? first : undefined;
    case addressMethod.flatSpace:
      return first & lastLun;
    default:
      return undefined;
  }
}
