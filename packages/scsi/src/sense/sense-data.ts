/** Sense keys that commands of tape drives and changers end with (SPC-5, 4.4.7). */
export const senseKeys = {
  noSense: 0x0,
  recoveredError: 0x1,
  notReady: 0x2,
  mediumError: 0x3,
  hardwareError: 0x4,
  illegalRequest: 0x5,
  unitAttention: 0x6,
  dataProtect: 0x7,
  blankCheck: 0x8,
  vendorSpecific: 0x9,
  copyAborted: 0xa,
  abortedCommand: 0xb,
  volumeOverflow: 0xd,
  miscompare: 0xe,
} as const;

/** Place of the fault in a CDB or parameter list, from the sense-key specific bytes (SPC-5, 4.4.2.4.2). */
export interface FieldPointer {
  readonly in: 'cdb' | 'parameters';
  readonly byte: number;
  /** Most significant bit of the field in fault, where the device says so. */
  readonly bit?: number;
}

/** Sense data of either format, decoded (SPC-5, 4.4.2 and 4.4.3). */
export interface SenseData {
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
  /** The error belongs to an earlier command, and the present one was not executed. */
  readonly deferred: boolean;
  readonly filemark: boolean;
  readonly endOfMedium: boolean;
  readonly incorrectLength: boolean;
  /** Signed; for READ, WRITE and SPACE the residual: requested minus actual. Absent where the device marks it invalid. */
  readonly information?: number;
  readonly fieldPointer?: FieldPointer;
  /** Per cent, for NOT READY with an operation in progress. */
  readonly progressPercent?: number;
}

/** What can be known of a CHECK CONDITION that came with no sense data, or with data of no known format. */
export const noSenseData: SenseData = Object.freeze({
  key: senseKeys.noSense,
  asc: 0,
  ascq: 0,
  deferred: false,
  filemark: false,
  endOfMedium: false,
  incorrectLength: false,
});

/** @returns the decoded sense data, or undefined where the bytes are too short or of no known format. */
export function decodeSense(bytes: Uint8Array): SenseData | undefined {
  const responseCode = (bytes[0] ?? 0) & 0x7f;
  if (responseCode === 0x70 || responseCode === 0x71) return decodeFixed(bytes, responseCode === 0x71);
  if (responseCode === 0x72 || responseCode === 0x73) return decodeDescriptors(bytes, responseCode === 0x73);
  return undefined;
}

/** Fixed format (SPC-5, 4.4.3). Bytes that did not come read as zero, as the standard has it for absent fields. */
function decodeFixed(bytes: Uint8Array, deferred: boolean): SenseData | undefined {
  if (bytes.length < 3) return undefined;
  const at = (offset: number): number =>
    offset < Math.min(bytes.length, 8 + (bytes[7] ?? 0)) ? (bytes[offset] ?? 0) : 0;
  const key = at(2) & 0x0f;
  const informationValid = bytes.length >= 7 && (at(0) & 0x80) !== 0;
  return {
    key,
    asc: at(12),
    ascq: at(13),
    deferred,
    ...streamFlags(at(2)),
    ...(informationValid && { information: (at(3) << 24) | (at(4) << 16) | (at(5) << 8) | at(6) }),
    ...senseKeySpecific(key, at(15), at(16), at(17)),
  };
}

/** Descriptor format (SPC-5, 4.4.2). A descriptor that is cut short ends the list. */
function decodeDescriptors(bytes: Uint8Array, deferred: boolean): SenseData | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const key = view.getUint8(1) & 0x0f;
  let sense: SenseData = { ...noSenseData, key, asc: view.getUint8(2), ascq: view.getUint8(3), deferred };
  const end = Math.min(bytes.length, 8 + (bytes[7] ?? 0));
  for (let at = 8; at + 2 <= end; ) {
    const length = view.getUint8(at + 1) + 2;
    if (at + length > end) break;
    sense = { ...sense, ...decodeDescriptor(new DataView(bytes.buffer, bytes.byteOffset + at, length), key) };
    at += length;
  }
  return sense;
}

function decodeDescriptor(descriptor: DataView, key: number): Partial<SenseData> {
  const type = descriptor.getUint8(0);
  if (type === 0x00 && descriptor.byteLength >= 12 && (descriptor.getUint8(2) & 0x80) !== 0) {
    return { information: Number(descriptor.getBigInt64(4)) };
  }
  if (type === 0x02 && descriptor.byteLength >= 7) {
    return senseKeySpecific(key, descriptor.getUint8(4), descriptor.getUint8(5), descriptor.getUint8(6));
  }
  if (type === 0x04 && descriptor.byteLength >= 4) return streamFlags(descriptor.getUint8(3));
  return {};
}

function streamFlags(byte: number): Pick<SenseData, 'filemark' | 'endOfMedium' | 'incorrectLength'> {
  return { filemark: (byte & 0x80) !== 0, endOfMedium: (byte & 0x40) !== 0, incorrectLength: (byte & 0x20) !== 0 };
}

/** The three sense-key specific bytes, valid only with SKSV (SPC-5, 4.4.2.4). */
function senseKeySpecific(key: number, first: number, second: number, third: number): Partial<SenseData> {
  if ((first & 0x80) === 0) return {};
  const value = (second << 8) | third;
  if (key === senseKeys.illegalRequest) {
    const bit = (first & 0x08) === 0 ? {} : { bit: first & 0x07 };
    return { fieldPointer: { in: (first & 0x40) === 0 ? 'parameters' : 'cdb', byte: value, ...bit } };
  }
  if (key === senseKeys.notReady || key === senseKeys.noSense) return { progressPercent: (value * 100) / 65536 };
  return {};
}
