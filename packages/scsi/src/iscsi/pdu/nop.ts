import { initiatorOpcode, isImmediate, newHeader, targetOpcode } from './basic-header.ts';

export interface NopOutPdu {
  readonly immediate: boolean;
  /** `reservedTag` where no answer is wanted. */
  readonly initiatorTaskTag: number;
  /** Tag of the NOP-In that this answers, else `reservedTag`. */
  readonly targetTransferTag: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  /** LUN field of the NOP-In that this answers, given back as it came. */
  readonly lunField?: Buffer;
}

export interface NopInPdu {
  /** Tag of the NOP-Out that this answers, else `reservedTag`. */
  readonly initiatorTaskTag: number;
  /** `reservedTag` where no answer is wanted. */
  readonly targetTransferTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

/** RFC 7143, 11.18. */
export function encodeNopOut(pdu: NopOutPdu): Buffer {
  const header = newHeader(initiatorOpcode.nopOut, 0x80, pdu.immediate);
  pdu.lunField?.copy(header, 8, 0, 8);
  header.writeUInt32BE(pdu.initiatorTaskTag, 16);
  header.writeUInt32BE(pdu.targetTransferTag, 20);
  header.writeUInt32BE(pdu.cmdSn, 24);
  header.writeUInt32BE(pdu.expStatSn, 28);
  return header;
}

export function decodeNopOut(header: Buffer): NopOutPdu {
  return {
    immediate: isImmediate(header),
    initiatorTaskTag: header.readUInt32BE(16),
    targetTransferTag: header.readUInt32BE(20),
    cmdSn: header.readUInt32BE(24),
    expStatSn: header.readUInt32BE(28),
    lunField: Buffer.from(header.subarray(8, 16)),
  };
}

/** RFC 7143, 11.19. */
export function encodeNopIn(pdu: NopInPdu): Buffer {
  const header = newHeader(targetOpcode.nopIn);
  header.writeUInt32BE(pdu.initiatorTaskTag, 16);
  header.writeUInt32BE(pdu.targetTransferTag, 20);
  header.writeUInt32BE(pdu.statSn, 24);
  header.writeUInt32BE(pdu.expCmdSn, 28);
  header.writeUInt32BE(pdu.maxCmdSn, 32);
  return header;
}

export function decodeNopIn(header: Buffer): NopInPdu {
  return {
    initiatorTaskTag: header.readUInt32BE(16),
    targetTransferTag: header.readUInt32BE(20),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
  };
}
