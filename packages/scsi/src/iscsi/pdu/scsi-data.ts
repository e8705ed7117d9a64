import { initiatorOpcode, newHeader, targetOpcode } from './basic-header.ts';
import { decodeLun, putLun } from './lun-field.ts';
import { decodeResidual, type Residual, residualFlags } from './scsi-command.ts';

const finalBit = 0x80;
const statusBit = 0x01;

export interface DataOutPdu {
  /** F bit: last PDU of this sequence, unsolicited or asked for by one R2T. */
  readonly final: boolean;
  readonly lun: number | undefined;
  readonly initiatorTaskTag: number;
  /** `reservedTag` for unsolicited data, else the tag of the R2T. */
  readonly targetTransferTag: number;
  readonly expStatSn: number;
  readonly dataSn: number;
  readonly bufferOffset: number;
}

/** RFC 7143, 11.7. */
export function encodeDataOut(pdu: DataOutPdu): Buffer {
  const header = newHeader(initiatorOpcode.dataOut, pdu.final ? finalBit : 0);
  if (pdu.lun !== undefined) putLun(header, 8, pdu.lun);
  header.writeUInt32BE(pdu.initiatorTaskTag, 16);
  header.writeUInt32BE(pdu.targetTransferTag, 20);
  header.writeUInt32BE(pdu.expStatSn, 28);
  header.writeUInt32BE(pdu.dataSn, 36);
  header.writeUInt32BE(pdu.bufferOffset, 40);
  return header;
}

export function decodeDataOut(header: Buffer): DataOutPdu {
  return {
    final: (header.readUInt8(1) & finalBit) !== 0,
    lun: decodeLun(header, 8),
    initiatorTaskTag: header.readUInt32BE(16),
    targetTransferTag: header.readUInt32BE(20),
    expStatSn: header.readUInt32BE(28),
    dataSn: header.readUInt32BE(36),
    bufferOffset: header.readUInt32BE(40),
  };
}

export interface DataInPdu {
  readonly final: boolean;
  readonly initiatorTaskTag: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly dataSn: number;
  readonly bufferOffset: number;
  /** S bit: the command's status comes with its last data, and no SCSI Response follows. */
  readonly completion?: { readonly status: number; readonly statSn: number; readonly residual: Residual };
}

/** RFC 7143, 11.7. */
export function encodeDataIn(pdu: DataInPdu): Buffer {
  const header = newHeader(targetOpcode.dataIn, pdu.final ? finalBit : 0);
  header.writeUInt32BE(pdu.initiatorTaskTag, 16);
  header.writeUInt32BE(0xffffffff, 20);
  header.writeUInt32BE(pdu.expCmdSn, 28);
  header.writeUInt32BE(pdu.maxCmdSn, 32);
  header.writeUInt32BE(pdu.dataSn, 36);
  header.writeUInt32BE(pdu.bufferOffset, 40);
  if (pdu.completion !== undefined) {
    const { status, statSn, residual } = pdu.completion;
    header.writeUInt8(header.readUInt8(1) | statusBit | residualFlags(residual), 1);
    header.writeUInt8(status, 3);
    header.writeUInt32BE(statSn, 24);
    header.writeUInt32BE(Math.max(residual.underflow, residual.overflow), 44);
  }
  return header;
}

export function decodeDataIn(header: Buffer): DataInPdu {
  const flags = header.readUInt8(1);
  const pdu = {
    final: (flags & finalBit) !== 0,
    initiatorTaskTag: header.readUInt32BE(16),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
    dataSn: header.readUInt32BE(36),
    bufferOffset: header.readUInt32BE(40),
  };
  if ((flags & statusBit) === 0) return pdu;
  const completion = { status: header.readUInt8(3), statSn: header.readUInt32BE(24), residual: decodeResidual(header) };
  return { ...pdu, completion };
}

/** Ready To Transfer: the target asks for a part of the data of a command. */
export interface ReadyToTransferPdu {
  readonly lun: number | undefined;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  /** The number that the next status will have; an R2T has none of its own. */
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly r2tSn: number;
  readonly bufferOffset: number;
  readonly desiredDataTransferLength: number;
}

/** RFC 7143, 11.8. */
export function encodeReadyToTransfer(pdu: ReadyToTransferPdu): Buffer {
  const header = newHeader(targetOpcode.readyToTransfer);
  if (pdu.lun !== undefined) putLun(header, 8, pdu.lun);
  header.writeUInt32BE(pdu.initiatorTaskTag, 16);
  header.writeUInt32BE(pdu.targetTransferTag, 20);
  header.writeUInt32BE(pdu.statSn, 24);
  header.writeUInt32BE(pdu.expCmdSn, 28);
  header.writeUInt32BE(pdu.maxCmdSn, 32);
  header.writeUInt32BE(pdu.r2tSn, 36);
  header.writeUInt32BE(pdu.bufferOffset, 40);
  header.writeUInt32BE(pdu.desiredDataTransferLength, 44);
  return header;
}

export function decodeReadyToTransfer(header: Buffer): ReadyToTransferPdu {
  return {
    lun: decodeLun(header, 8),
    initiatorTaskTag: header.readUInt32BE(16),
    targetTransferTag: header.readUInt32BE(20),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
    r2tSn: header.readUInt32BE(36),
    bufferOffset: header.readUInt32BE(40),
    desiredDataTransferLength: header.readUInt32BE(44),
  };
}
