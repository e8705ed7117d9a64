import type { TransferCounters } from '../transfer-counters.ts';
import { type LogPage, counter, loadedMedium } from './log-page.ts';

/** Write error counters (SPC-5 7.3.21). */
export const writeErrorCounters = errorCounterPage(0x02, ({ bytesWritten, writeErrors }) => ({
  bytes: bytesWritten,
  errors: writeErrors,
}));

/** Read error counters (SPC-5 7.3.19). */
export const readErrorCounters = errorCounterPage(0x03, ({ bytesRead, readErrors }) => ({
  bytes: bytesRead,
  errors: readErrors,
}));

function errorCounterPage(
  page: number,
  select: (counters: TransferCounters) => { bytes: number; errors: number },
): LogPage {
  return {
    page,
    parameters(drive) {
      const medium = loadedMedium(drive);
      const { bytes, errors } = medium === undefined ? { bytes: 0, errors: 0 } : select(medium.counters);
      return [
        counter(0x0002, 0, 4), // total rewrites or rereads
        counter(0x0003, 0, 4), // total errors corrected
        counter(0x0005, bytes, 8), // total bytes processed
        counter(0x0006, errors, 4), // total uncorrected errors
      ];
    },
  };
}
