import { initiatorOpcode, newHeader, protocolError, targetOpcode } from './basic-header.ts';

/** Stages of the login phase, and the phase after it (RFC 7143, 11.12.3). */
export type LoginStage = 'securityNegotiation' | 'operationalNegotiation' | 'fullFeaturePhase';

/** Where a login request is in the negotiation, and where its sender would go. */
export interface LoginProgress {
  /** T bit: the sender is ready to leave `currentStage` for `nextStage`. */
  readonly transit: boolean;
  /** C bit: the text goes on in the next PDU. */
  readonly continued: boolean;
  readonly currentStage: LoginStage;
  readonly nextStage: LoginStage;
}

/** Initiator part of the session identifier, as 12 hexadecimal digits (RFC 7143, 11.12.5). */
export type Isid = string & { readonly __brand: 'Isid' };

export interface LoginRequest extends LoginProgress {
  readonly isid: Isid;
  /** 0 asks for a new session. */
  readonly tsih: number;
  readonly initiatorTaskTag: number;
  readonly cid: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
}

export interface LoginResponse extends LoginProgress {
  readonly isid: Isid;
  readonly tsih: number;
  readonly initiatorTaskTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
  readonly statusClass: number;
  readonly statusDetail: number;
}

const stageNumbers = { securityNegotiation: 0, operationalNegotiation: 1, fullFeaturePhase: 3 } as const;

export function encodeLoginRequest(request: LoginRequest): Buffer {
  const header = newHeader(initiatorOpcode.loginRequest, progressFlags(request), true);
  header.write(request.isid, 8, 6, 'hex');
  header.writeUInt16BE(request.tsih, 14);
  header.writeUInt32BE(request.initiatorTaskTag, 16);
  header.writeUInt16BE(request.cid, 20);
  header.writeUInt32BE(request.cmdSn, 24);
  header.writeUInt32BE(request.expStatSn, 28);
  return header;
}

/** RFC 7143, 11.12. @throws ConditionError TRANSPORT_PROTOCOL_ERROR for a stage that does not exist */
export function decodeLoginRequest(header: Buffer): LoginRequest {
  return {
    ...decodeProgress(header),
    isid: decodeIsid(header),
    tsih: header.readUInt16BE(14),
    initiatorTaskTag: header.readUInt32BE(16),
    cid: header.readUInt16BE(20),
    cmdSn: header.readUInt32BE(24),
    expStatSn: header.readUInt32BE(28),
  };
}

export function encodeLoginResponse(response: LoginResponse): Buffer {
  const header = newHeader(targetOpcode.loginResponse, progressFlags(response));
  header.write(response.isid, 8, 6, 'hex');
  header.writeUInt16BE(response.tsih, 14);
  header.writeUInt32BE(response.initiatorTaskTag, 16);
  header.writeUInt32BE(response.statSn, 24);
  header.writeUInt32BE(response.expCmdSn, 28);
  header.writeUInt32BE(response.maxCmdSn, 32);
  header.writeUInt8(response.statusClass, 36);
  header.writeUInt8(response.statusDetail, 37);
  return header;
}

/** RFC 7143, 11.13. @throws ConditionError TRANSPORT_PROTOCOL_ERROR for a stage that does not exist */
export function decodeLoginResponse(header: Buffer): LoginResponse {
  return {
    ...decodeProgress(header),
    isid: decodeIsid(header),
    tsih: header.readUInt16BE(14),
    initiatorTaskTag: header.readUInt32BE(16),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
    statusClass: header.readUInt8(36),
    statusDetail: header.readUInt8(37),
  };
}

function progressFlags({ transit, continued, currentStage, nextStage }: LoginProgress): number {
  const next = transit ? stageNumbers[nextStage] : 0;
  return (transit ? 0x80 : 0) | (continued ? 0x40 : 0) | (stageNumbers[currentStage] << 2) | next;
}

function decodeProgress(header: Buffer): LoginProgress {
  const flags = header.readUInt8(1);
  const transit = (flags & 0x80) !== 0;
  const currentStage = stageOf((flags >> 2) & 3);
  return {
    transit,
    continued: (flags & 0x40) !== 0,
    currentStage,
    nextStage: transit ? stageOf(flags & 3) : currentStage,
  };
}

function stageOf(number: number): LoginStage {
  switch (number) {
    case stageNumbers.securityNegotiation:
      return 'securityNegotiation';
    case stageNumbers.operationalNegotiation:
      return 'operationalNegotiation';
    case stageNumbers.fullFeaturePhase:
      return 'fullFeaturePhase';
    default:
      throw protocolError(`login stage ${number} does not exist`);
  }
}

function decodeIsid(header: Buffer): Isid {
  return header.toString('hex', 8, 14) as Isid;
}
