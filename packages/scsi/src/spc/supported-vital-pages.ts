import type { Query } from '../command.ts';
import { vitalProductData } from './inquiry.ts';

/** VPD page 00h: the numbers of the pages that the device has (SPC-5, 7.8.15). */
export function supportedVitalPages(): Query<readonly number[]> {
  return vitalProductData(0x00, 260, (page) => [...page.bytes(0, page.length)]);
}
