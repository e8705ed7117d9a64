import { newHeader, reservedTag, targetOpcode } from './basic-header.ts';

/** Reasons of a Reject (RFC 7143, 11.17.1). */
export const rejectReason = {
  dataDigestError: 0x02,
  snackReject: 0x03,
  protocolError: 0x04,
  commandNotSupported: 0x05,
  immediateCommandReject: 0x06,
  taskInProgress: 0x07,
  invalidDataAck: 0x08,
  invalidPduField: 0x09,
  longOperationReject: 0x0a,
  waitingForLogout: 0x0c,
} as const;

export interface RejectPdu {
  readonly reason: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

/** RFC 7143, 11.17. The data segment is the header that was refused. */
export function encodeReject(pdu: RejectPdu): Buffer {
  const header = newHeader(targetOpcode.reject);
  header.writeUInt8(pdu.reason, 2);
  header.writeUInt32BE(reservedTag, 16);
  header.writeUInt32BE(pdu.statSn, 24);
  header.writeUInt32BE(pdu.expCmdSn, 28);
  header.writeUInt32BE(pdu.maxCmdSn, 32);
  return header;
}

export function decodeReject(header: Buffer): RejectPdu {
  return {
    reason: header.readUInt8(2),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
  };
}

/** What a target tells unasked (RFC 7143, 11.9.1). */
export const asyncEvent = {
  scsiEvent: 0,
  logoutRequested: 1,
  connectionDropped: 2,
  allConnectionsDropped: 3,
  negotiationRequested: 4,
} as const;

export interface AsyncMessagePdu {
  readonly event: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

/** RFC 7143, 11.9. */
export function encodeAsyncMessage(pdu: AsyncMessagePdu): Buffer {
  const header = newHeader(targetOpcode.asyncMessage);
  header.writeUInt32BE(reservedTag, 16);
  header.writeUInt32BE(pdu.statSn, 24);
  header.writeUInt32BE(pdu.expCmdSn, 28);
  header.writeUInt32BE(pdu.maxCmdSn, 32);
  header.writeUInt8(pdu.event, 36);
  return header;
}

export function decodeAsyncMessage(header: Buffer): AsyncMessagePdu {
  return {
    event: header.readUInt8(36),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
  };
}
