import { initiatorOpcode, newHeader, targetOpcode } from './basic-header.ts';

export interface TextRequest {
  /** F bit: the sender has nothing to add. */
  readonly final: boolean;
  /** C bit: the text goes on in the next PDU. */
  readonly continued: boolean;
  readonly initiatorTaskTag: number;
  /** `reservedTag` opens an exchange; the target's tag goes on with one. */
  readonly targetTransferTag: number;
  readonly cmdSn: number;
  readonly expStatSn: number;
}

export interface TextResponse {
  readonly final: boolean;
  readonly continued: boolean;
  readonly initiatorTaskTag: number;
  readonly targetTransferTag: number;
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

/** RFC 7143, 11.10. */
export function encodeTextRequest(request: TextRequest): Buffer {
  const header = newHeader(initiatorOpcode.textRequest, textFlags(request));
  header.writeUInt32BE(request.initiatorTaskTag, 16);
  header.writeUInt32BE(request.targetTransferTag, 20);
  header.writeUInt32BE(request.cmdSn, 24);
  header.writeUInt32BE(request.expStatSn, 28);
  return header;
}

export function decodeTextRequest(header: Buffer): TextRequest {
  return {
    final: (header.readUInt8(1) & 0x80) !== 0,
    continued: (header.readUInt8(1) & 0x40) !== 0,
    initiatorTaskTag: header.readUInt32BE(16),
    targetTransferTag: header.readUInt32BE(20),
    cmdSn: header.readUInt32BE(24),
    expStatSn: header.readUInt32BE(28),
  };
}

/** RFC 7143, 11.11. */
export function encodeTextResponse(response: TextResponse): Buffer {
  const header = newHeader(targetOpcode.textResponse, textFlags(response));
  header.writeUInt32BE(response.initiatorTaskTag, 16);
  header.writeUInt32BE(response.targetTransferTag, 20);
  header.writeUInt32BE(response.statSn, 24);
  header.writeUInt32BE(response.expCmdSn, 28);
  header.writeUInt32BE(response.maxCmdSn, 32);
  return header;
}

export function decodeTextResponse(header: Buffer): TextResponse {
  return {
    final: (header.readUInt8(1) & 0x80) !== 0,
    continued: (header.readUInt8(1) & 0x40) !== 0,
    initiatorTaskTag: header.readUInt32BE(16),
    targetTransferTag: header.readUInt32BE(20),
    statSn: header.readUInt32BE(24),
    expCmdSn: header.readUInt32BE(28),
    maxCmdSn: header.readUInt32BE(32),
  };
}

function textFlags({ final, continued }: { readonly final: boolean; readonly continued: boolean }): number {
  return (final ? 0x80 : 0) | (continued ? 0x40 : 0);
}
