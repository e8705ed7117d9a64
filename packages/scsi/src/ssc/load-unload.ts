import type { Order } from '../command.ts';

/** LOAD UNLOAD that waits, no retension, no hold (SSC-5, 7.1). */
export function loadUnload(what: 'load' | 'unload'): Order {
  return { name: 'LOAD UNLOAD', cdb: Uint8Array.of(0x1b, 0, 0, 0, what === 'load' ? 0x01 : 0, 0) };
}
