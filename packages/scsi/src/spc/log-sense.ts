import type { Query } from '../command.ts';
import { decodeLogPage, type LogPage, type LogPageAddress } from './log-page.ts';

const allocationBytes = 16384;
const cumulativeValues = 0x40;

/** LOG SENSE, current cumulative values, all parameters of a page (SPC-5, 6.9). */
export function logSense<T>({ page, subpage = 0 }: LogPageAddress, decode: (page: LogPage) => T): Query<T> {
  return {
    name: `LOG SENSE page ${page.toString(16).padStart(2, '0')}h`,
    cdb: Uint8Array.of(
      0x4d,
      0,
      cumulativeValues | page,
      subpage,
      0,
      0,
      0,
      allocationBytes >> 8,
      allocationBytes & 0xff,
      0,
    ),
    allocationBytes,
    decode: (answer) => decode(decodeLogPage(answer, { page, subpage })),
  };
}
