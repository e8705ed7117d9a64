import type { Order } from '../command.ts';
import type { LogPageAddress } from './log-page.ts';

/** LOG SELECT with PCR: sets the counters of a page back to their defaults (SPC-5, 6.8). */
export function resetLogPage({ page, subpage = 0 }: LogPageAddress): Order {
  return { name: 'LOG SELECT', cdb: Uint8Array.of(0x4c, 0x02, 0xc0 | page, subpage, 0, 0, 0, 0, 0, 0) };
}
