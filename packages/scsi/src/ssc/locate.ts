import type { Order } from '../command.ts';

/** LOCATE(10) to a logical object of the present partition, or LOCATE(16) beyond 2^32 (SSC-5, 7.2 and 7.3). */
export function locate(logicalObject: number): Order {
  if (logicalObject <= 0xffff_ffff) {
    const cdb = Buffer.alloc(10);
    cdb[0] = 0x2b;
    cdb.writeUInt32BE(logicalObject, 3);
    return { name: 'LOCATE(10)', cdb };
  }
  const cdb = Buffer.alloc(16);
  cdb[0] = 0x92;
  cdb.writeBigUInt64BE(BigInt(logicalObject), 4);
  return { name: 'LOCATE(16)', cdb };
}
