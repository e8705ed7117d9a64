import type { Order } from '../command.ts';

/** INITIALIZE ELEMENT STATUS: the library takes its inventory anew; may take half an hour (SMC-3, 6.4). */
export function initializeElementStatus(): Order {
  return { name: 'INITIALIZE ELEMENT STATUS', cdb: Uint8Array.of(0x07, 0, 0, 0, 0, 0) };
}
