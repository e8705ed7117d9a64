import { initiatorOpcode, isImmediate, newHeader, targetOpcode } from './basic-header.ts';
import { decodeLun, putLun } from './lun-field.ts';

const maxCdbLength = 16;
const finalBit = 0x80;
const readBit = 0x40;
const writeBit = 0x20;
const simpleTask = 1;

export interface ScsiCommandPdu {
  /** F bit: no unsolicited Data-Out PDU follows. */
  readonly final: boolean;
  readonly immediate: boolean;
  readonly direction: 'none' | 'read' | 'write' | 'bidirectional';
  /** Undefined where the field addresses no single-level LUN. */
  readonly lun: number | undefined;
  readonly initiatorTaskTag: number;
  readonly expectedDataTransferLength: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  /** 16 bytes; shorter CDBs are filled with zeros. */
  readonly cdb: Buffer;
}

/** What an initiator says of a command that it sends. */
export interface ScsiCommandFields {
  readonly final: boolean;
  readonly direction: 'none' | 'read' | 'write';
  readonly lun: number;
  readonly initiatorTaskTag: number;
  readonly expectedDataTransferLength: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  readonly cdb: Uint8Array;
}

/** RFC 7143, 11.3. The task attribute is SIMPLE: the initiator keeps order by sending one command at a time. */
export function encodeScsiCommand(command: ScsiCommandFields): Buffer {
  if (command.cdb.length > maxCdbLength) throw new RangeError(`a CDB of ${command.cdb.length} bytes is not supported`);
  const direction = command.direction === 'read' ? readBit : command.direction === 'write' ? writeBit : 0;
  const header = newHeader(initiatorOpcode.scsiCommand, (command.final ? finalBit : 0) | direction | simpleTask);
  putLun(header, 8, command.lun);
  header.writeUInt32BE(command.initiatorTaskTag, 16);
  header.writeUInt32BE(command.expectedDataTransferLength, 20);
  header.writeUInt32BE(command.cmdSn, 24);
  header.writeUInt32BE(command.expStatSn, 28);
  header.set(command.cdb, 32);
  return header;
}

export function decodeScsiCommand(header: Buffer): ScsiCommandPdu {
  const flags = header.readUInt8(1);
  return {
    final: (flags & finalBit) !== 0,
    immediate: isImmediate(header),
    direction: directionOf(flags),
    lun: decodeLun(header, 8),
    initiatorTaskTag: header.readUInt32BE(16),
    expectedDataTransferLength: header.readUInt32BE(20),
    cmdSn: header.readUInt32BE(24),
    expStatSn: header.readUInt32BE(28),
    cdb: Buffer.from(header.subarray(32, 48)),
  };
}

function directionOf(flags: number): ScsiCommandPdu['direction'] {
  if ((flags & (readBit | writeBit)) === (readBit | writeBit)) return 'bidirectional';
  if ((flags & readBit) !== 0) return 'read';
  return (flags & writeBit) !== 0 ? 'write' : 'none';
}

/** Difference between expected and true length of the data (RFC 7143, 11.4.5); both zero where there is none. */
export interface Residual {
  /** Bytes that were expected and not moved. */
  readonly underflow: number;
  /** Bytes that the device had or wanted beyond those expected. */
  readonly overflow: number;
}

const overflowBit = 0x04;
const underflowBit = 0x02;

export function residualFlags({ underflow, overflow }: Residual): number {
  return (underflow > 0 ? underflowBit : 0) | (overflow > 0 ? overflowBit : 0);
}

export function decodeResidual(header: Buffer): Residual {
  const flags = header.readUInt8(1);
  const count = header.readUInt32BE(44);
  return {
    underflow: (flags & underflowBit) === 0 ? 0 : count,
    overflow: (flags & overflowBit) === 0 ? 0 : count,
  };
}

/** SCSI Response: the status of a command. Sense data come in the data segment, see `decodeSenseSegment`. */
export interface ScsiResponsePdu {
  /** 0: command completed at target; 1: target failure; others by vendor (RFC 7143, 11.4.3). */
  readonly response: number;
  readonly status: number;
  readonly initiatorTaskTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly expDataSn: number;
  readonly residual: Residual;
}

/** RFC 7143, 11.4. */
export function encodeScsiResponse(response: ScsiResponsePdu): Buffer {
  const header = newHeader(targetOpcode.scsiResponse, finalBit | residualFlags(response.residual));
  header.writeUInt8(response.response, 2);
  header.writeUInt8(response.status, 3);
  header.writeUInt32BE(response.initiatorTaskTag, 16);
  header.writeUInt32BE(response.statSn, 24);
  header.writeUInt32BE(response.expCmdSn, 28);
  header.writeUInt32BE(response.maxCmdSn, 32);
  header.writeUInt32BE(response.expDataSn, 36);
  header.writeUInt32BE(Math.max(response.residual.underflow, response.residual.overflow), 44);
  return header;
}

export function decodeScsiResponse(header: Buffer): ScsiResponsePdu {
  return {
    response: header.readUInt8(2),
    status: header.readUInt8(3),
    initiatorTaskTag: header.readUInt32BE(16),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
    expDataSn: header.readUInt32BE(36),
    residual: decodeResidual(header),
  };
}

/** Data segment of a SCSI Response with sense data: their length in two bytes, then they (RFC 7143, 11.4.7). */
export function encodeSenseSegment(sense: Uint8Array): Buffer {
  const segment = Buffer.alloc(2 + sense.length);
  segment.writeUInt16BE(sense.length, 0);
  segment.set(sense, 2);
  return segment;
}

/** @returns a copy of the sense data, or undefined where the segment has none; cut off at the segment's end */
export function decodeSenseSegment(segment: Uint8Array): Uint8Array | undefined {
  if (segment.length < 2) return undefined;
  const length = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0);
  return length === 0 ? undefined : Uint8Array.from(segment.subarray(2, 2 + length));
}
