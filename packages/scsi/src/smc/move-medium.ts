import type { Order } from '../command.ts';

/** MOVE MEDIUM by the default transport element, without turning the cartridge over (SMC-3, 6.6). */
export function moveMedium(from: number, to: number): Order {
  const cdb = Buffer.alloc(12);
  cdb[0] = 0xa5;
  cdb.writeUInt16BE(from, 4);
  cdb.writeUInt16BE(to, 6);
  return { name: 'MOVE MEDIUM', cdb };
}
