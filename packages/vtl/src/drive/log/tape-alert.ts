import { type TapeAlerts, lastTapeAlertFlag } from '../tape-alerts.ts';
import { type LogPage, binary, counter } from './log-page.ts';

const flags = Array.from({ length: lastTapeAlertFlag }, (_, index) => index + 1);

/** TapeAlert (SSC-5 8.3.10): one parameter a flag; to read the page clears them. */
export const tapeAlert: LogPage = {
  page: 0x2e,
  parameters: ({ alerts }) => flags.map((flag) => counter(flag, alerts.has(flag) ? 1 : 0, 1)),
  afterRead: ({ alerts }) => alerts.clear(),
};

/** TapeAlert response (SSC-5 8.3.5): the same flags in one field, which reading leaves as they are. */
export const tapeAlertResponse: LogPage = {
  page: 0x12,
  parameters: ({ alerts }) => [binary(0x0000, tapeAlertBits(alerts))],
};

/** Flag 1 is the most significant bit. */
function tapeAlertBits(alerts: TapeAlerts): Buffer {
  const bytes = Buffer.alloc(lastTapeAlertFlag / 8);
  for (const flag of flags.filter((each) => alerts.has(each))) {
    const byte = (flag - 1) >>> 3;
    bytes[byte] = (bytes[byte] ?? 0) | (0x80 >>> ((flag - 1) & 7));
  }
  return bytes;
}
