import type { Order } from '../command.ts';

/** REWIND that waits (SSC-5, 7.10). */
export function rewind(): Order {
  return { name: 'REWIND', cdb: Uint8Array.of(0x01, 0, 0, 0, 0, 0) };
}
