import { initiatorOpcode, isImmediate, newHeader, targetOpcode } from './basic-header.ts';

/** Reasons (RFC 7143, 11.14.1). */
export const logoutReason = { closeSession: 0, closeConnection: 1, removeForRecovery: 2 } as const;

export interface LogoutRequest {
  readonly immediate: boolean;
  readonly reason: number;
  readonly initiatorTaskTag: number;
  readonly cid: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
}

export interface LogoutResponse {
  /** 0: closed; 1: no such connection; 2: recovery not supported; 3: clean-up failed (RFC 7143, 11.15.1). */
  readonly response: number;
  readonly initiatorTaskTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

/** RFC 7143, 11.14. */
export function encodeLogoutRequest(request: LogoutRequest): Buffer {
  const header = newHeader(initiatorOpcode.logoutRequest, 0x80 | request.reason, request.immediate);
  header.writeUInt32BE(request.initiatorTaskTag, 16);
  header.writeUInt16BE(request.cid, 20);
  header.writeUInt32BE(request.cmdSn, 24);
  header.writeUInt32BE(request.expStatSn, 28);
  return header;
}

export function decodeLogoutRequest(header: Buffer): LogoutRequest {
  return {
    immediate: isImmediate(header),
    reason: header.readUInt8(1) & 0x7f,
    initiatorTaskTag: header.readUInt32BE(16),
    cid: header.readUInt16BE(20),
    cmdSn: header.readUInt32BE(24),
    expStatSn: header.readUInt32BE(28),
  };
}

/** RFC 7143, 11.15. */
export function encodeLogoutResponse(response: LogoutResponse): Buffer {
  const header = newHeader(targetOpcode.logoutResponse);
  header.writeUInt8(response.response, 2);
  header.writeUInt32BE(response.initiatorTaskTag, 16);
  header.writeUInt32BE(response.statSn, 24);
  header.writeUInt32BE(response.expCmdSn, 28);
  header.writeUInt32BE(response.maxCmdSn, 32);
  return header;
}

export function decodeLogoutResponse(header: Buffer): LogoutResponse {
  return {
    response: header.readUInt8(2),
    initiatorTaskTag: header.readUInt32BE(16),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
  };
}
