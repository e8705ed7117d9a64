import type { Order } from '../command.ts';

/** TEST UNIT READY (SPC-5, 6.50). */
export function testUnitReady(): Order {
  return { name: 'TEST UNIT READY', cdb: Uint8Array.of(0x00, 0, 0, 0, 0, 0) };
}
