import { initiatorOpcode, isImmediate, newHeader, targetOpcode } from './basic-header.ts';
import { decodeLun, putLun } from './lun-field.ts';

/** Functions (RFC 7143, 11.5.1). */
export const taskManagementFunction = {
  abortTask: 1,
  abortTaskSet: 2,
  clearAca: 3,
  clearTaskSet: 4,
  logicalUnitReset: 5,
  targetWarmReset: 6,
  targetColdReset: 7,
  taskReassign: 8,
} as const;

/** Answers (RFC 7143, 11.6.1). */
export const taskManagementAnswer = {
  functionComplete: 0,
  taskDoesNotExist: 1,
  lunDoesNotExist: 2,
  functionNotSupported: 5,
  functionRejected: 255,
} as const;

export interface TaskManagementRequest {
  readonly immediate: boolean;
  readonly function: number;
  readonly lun: number | undefined;
  readonly initiatorTaskTag: number;
  /** Task that is meant, for functions on one task. */
  readonly referencedTaskTag: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
  readonly refCmdSn: number;
}

export interface TaskManagementResponse {
  readonly answer: number;
  readonly initiatorTaskTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

/** RFC 7143, 11.5. */
export function encodeTaskManagementRequest(request: TaskManagementRequest): Buffer {
  const header = newHeader(initiatorOpcode.taskManagementRequest, 0x80 | request.function, request.immediate);
  if (request.lun !== undefined) putLun(header, 8, request.lun);
  header.writeUInt32BE(request.initiatorTaskTag, 16);
  header.writeUInt32BE(request.referencedTaskTag, 20);
  header.writeUInt32BE(request.cmdSn, 24);
  header.writeUInt32BE(request.expStatSn, 28);
  header.writeUInt32BE(request.refCmdSn, 32);
  return header;
}

export function decodeTaskManagementRequest(header: Buffer): TaskManagementRequest {
  return {
    immediate: isImmediate(header),
    function: header.readUInt8(1) & 0x7f,
    lun: decodeLun(header, 8),
    initiatorTaskTag: header.readUInt32BE(16),
    referencedTaskTag: header.readUInt32BE(20),
    cmdSn: header.readUInt32BE(24),
    expStatSn: header.readUInt32BE(28),
    refCmdSn: header.readUInt32BE(32),
  };
}

/** RFC 7143, 11.6. */
export function encodeTaskManagementResponse(response: TaskManagementResponse): Buffer {
  const header = newHeader(targetOpcode.taskManagementResponse);
  header.writeUInt8(response.answer, 2);
  header.writeUInt32BE(response.initiatorTaskTag, 16);
  header.writeUInt32BE(response.statSn, 24);
  header.writeUInt32BE(response.expCmdSn, 28);
  header.writeUInt32BE(response.maxCmdSn, 32);
  return header;
}

export function decodeTaskManagementResponse(header: Buffer): TaskManagementResponse {
  return {
    answer: header.readUInt8(2),
    initiatorTaskTag: header.readUInt32BE(16),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
  };
}
