import type { Query } from '../command.ts';

/** Shortest and longest block that the drive takes (SSC-5, 7.6). */
export interface BlockLimits {
  readonly minimumBytes: number;
  readonly maximumBytes: number;
}

/** READ BLOCK LIMITS (SSC-5, 7.6). */
export function readBlockLimits(): Query<BlockLimits> {
  return {
    name: 'READ BLOCK LIMITS',
    cdb: Uint8Array.of(0x05, 0, 0, 0, 0, 0),
    allocationBytes: 6,
    decode: (answer) => ({ minimumBytes: answer.u16(4), maximumBytes: answer.u24(1) }),
  };
}
