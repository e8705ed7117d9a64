import type { Order } from '../command.ts';

/** What SPACE counts (SSC-5, 7.11, CODE field). */
export const spaceCodes = { blocks: 0, filemarks: 1, endOfData: 3 } as const;
export type SpaceOver = keyof typeof spaceCodes;

const longest6 = 0x7f_ffff;

/** SPACE(6), or SPACE(16) where the count needs it; negative counts go backward (SSC-5, 7.11 and 7.12). */
export function space(over: SpaceOver, count: number): Order {
  const code = spaceCodes[over];
  if (Math.abs(count) <= longest6) {
    const cdb = Buffer.of(0x11, code, 0, 0, 0, 0);
    cdb.writeIntBE(count, 2, 3);
    return { name: 'SPACE(6)', cdb };
  }
  const cdb = Buffer.alloc(16);
  cdb.set([0x91, code]);
  cdb.writeBigInt64BE(BigInt(count), 4);
  return { name: 'SPACE(16)', cdb };
}
