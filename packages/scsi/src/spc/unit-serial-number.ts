import type { Query } from '../command.ts';
import { vitalProductData } from './inquiry.ts';

/** VPD page 80h: the serial number of the unit, without padding (SPC-5, 7.8.18). */
export function unitSerialNumber(): Query<string> {
  return vitalProductData(0x80, 255, (page) => page.ascii(0, page.length));
}
