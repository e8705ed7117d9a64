/** Sense keys (SPC-5 4.4.8), by their names there. */
export const senseKeys = {
  'no sense': 0x0,
  'recovered error': 0x1,
  'not ready': 0x2,
  'medium error': 0x3,
  'hardware error': 0x4,
  'illegal request': 0x5,
  'unit attention': 0x6,
  'data protect': 0x7,
  'blank check': 0x8,
  'vendor specific': 0x9,
  'copy aborted': 0xa,
  'aborted command': 0xb,
  'volume overflow': 0xd,
  miscompare: 0xe,
} as const;

export type SenseKey = keyof typeof senseKeys;

/** What a device has to say about a command, or about an earlier one that was answered too soon. */
export interface Sense {
  readonly key: SenseKey;
  readonly asc: number;
  readonly ascq: number;
  /** About a write that was acknowledged before (SPC-5 4.4.7). */
  readonly deferred?: boolean;
  readonly filemark?: boolean;
  /** At or past early warning, or at the beginning of the partition. */
  readonly endOfMedium?: boolean;
  readonly incorrectLength?: boolean;
  /** Residual: negative for a block that is longer than was asked for (SSC-5, READ(6)). */
  readonly information?: number;
  /** Byte of the CDB, or of the parameters, that is wrong. */
  readonly field?: { readonly in: 'cdb' | 'parameters'; readonly byte: number };
}

const senseBytes = 18;

/** Fixed format sense data (SPC-5 4.4.3). */
export function encodeSense(sense: Sense): Uint8Array {
  const bytes = Buffer.alloc(senseBytes);
  bytes[0] = (sense.information === undefined ? 0 : 0x80) | (sense.deferred ? 0x71 : 0x70);
  bytes[2] =
    senseKeys[sense.key] |
    (sense.filemark ? 0x80 : 0) |
    (sense.endOfMedium ? 0x40 : 0) |
    (sense.incorrectLength ? 0x20 : 0);
  bytes.writeInt32BE((sense.information ?? 0) | 0, 3);
  bytes[7] = senseBytes - 8;
  bytes[12] = sense.asc;
  bytes[13] = sense.ascq;
  if (sense.field !== undefined) {
    bytes[15] = 0x80 | (sense.field.in === 'cdb' ? 0x40 : 0);
    bytes.writeUInt16BE(sense.field.byte, 16);
  }
  return bytes;
}
