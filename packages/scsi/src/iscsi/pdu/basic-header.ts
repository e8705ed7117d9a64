import { ConditionError } from '@cta/conditions';

/** Length of the basic header segment, the fixed part of every PDU (RFC 7143, 11.2.1). */
export const basicHeaderLength = 48;

/** Tag that stands for 'none' (RFC 7143, 11.2.1.8 and 11.4.5). */
export const reservedTag = 0xffffffff;

/** Opcodes of PDUs that an initiator sends (RFC 7143, 11.2.1.2). */
export const initiatorOpcode = {
  nopOut: 0x00,
  scsiCommand: 0x01,
  taskManagementRequest: 0x02,
  loginRequest: 0x03,
  textRequest: 0x04,
  dataOut: 0x05,
  logoutRequest: 0x06,
  snackRequest: 0x10,
} as const;

/** Opcodes of PDUs that a target sends (RFC 7143, 11.2.1.2). */
export const targetOpcode = {
  nopIn: 0x20,
  scsiResponse: 0x21,
  taskManagementResponse: 0x22,
  loginResponse: 0x23,
  textResponse: 0x24,
  dataIn: 0x25,
  logoutResponse: 0x26,
  readyToTransfer: 0x31,
  asyncMessage: 0x32,
  reject: 0x3f,
} as const;

const immediateBit = 0x40;
const finalBit = 0x80;

/**
 * A header of zeros with its opcode. PDUs that are not divided always have the F bit set. Its memory comes from Node's
 * pool: a small Buffer.alloc lies on V8's heap, and would be moved off it, at some cost, when it is written to a socket.
 */
export function newHeader(opcode: number, flags: number = finalBit, immediate = false): Buffer {
  const header = Buffer.allocUnsafe(basicHeaderLength).fill(0);
  header[0] = opcode | (immediate ? immediateBit : 0);
  header[1] = flags;
  return header;
}

export function opcodeOf(header: Buffer): number {
  return header.readUInt8(0) & 0x3f;
}

export function isImmediate(header: Buffer): boolean {
  return (header.readUInt8(0) & immediateBit) !== 0;
}

/** TotalAHSLength in bytes. */
export function additionalHeaderLengthOf(header: Buffer): number {
  return header.readUInt8(4) * 4;
}

/** DataSegmentLength in bytes, without padding. */
export function dataSegmentLengthOf(header: Buffer): number {
  return header.readUIntBE(5, 3);
}

export function setDataSegmentLength(header: Buffer, lengthBytes: number): void {
  header.writeUIntBE(lengthBytes, 5, 3);
}

export function initiatorTaskTagOf(header: Buffer): number {
  return header.readUInt32BE(16);
}

/** Bytes between the end of a segment and the next multiple of four (RFC 7143, 11.2.3). */
export function paddingOf(lengthBytes: number): number {
  return -lengthBytes & 3;
}

/** The other side did not keep to RFC 7143. */
export function protocolError(message: string): ConditionError {
  return new ConditionError('TRANSPORT_PROTOCOL_ERROR', { message });
}
