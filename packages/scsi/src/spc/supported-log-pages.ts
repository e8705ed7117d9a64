import type { Query } from '../command.ts';
import { logSense } from './log-sense.ts';

/** Log page 00h: the numbers of the pages that the device has (SPC-5, 7.3.18). */
export function supportedLogPages(): Query<readonly number[]> {
  return logSense({ page: 0x00 }, ({ body }) => [...body.bytes(0, body.length)].map((page) => page & 0x3f));
}
