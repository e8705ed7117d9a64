/** Sense key with additional sense code and qualifier (SPC-5, 4.4). */
export interface SenseCode {
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
}

/** What the target itself, and not one of its units, has to complain about. */
export const senseCodes = {
  logicalUnitNotSupported: { key: 0x05, asc: 0x25, ascq: 0x00 },
  invalidFieldInCdb: { key: 0x05, asc: 0x24, ascq: 0x00 },
  internalTargetFailure: { key: 0x04, asc: 0x44, ascq: 0x00 },
} as const satisfies Record<string, SenseCode>;

/** Sense data in fixed format for a current error (SPC-5, 4.4.3). */
export function fixedSense({ key, asc, ascq }: SenseCode): Uint8Array {
  const sense = new Uint8Array(18);
  sense[0] = 0x70;
  sense[2] = key;
  sense[7] = sense.length - 8;
  sense[12] = asc;
  sense[13] = ascq;
  return sense;
}
