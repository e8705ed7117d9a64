import { type LogPage, type LogParameter, counter, loadedMedium } from './log-page.ts';

const megabyte = 1e6;
const uncompressed = 100;

/** Data compression (SSC-5 8.3.8): megabytes and the bytes that are left over. LOG SELECT puts it back to nought. */
export const dataCompressionStatistics: LogPage = {
  page: 0x1b,
  parameters(drive) {
    const { bytesWritten = 0, bytesRead = 0 } = loadedMedium(drive)?.counters.sinceReset ?? {};
    return [
      counter(0x0000, uncompressed, 2), // read ratio in hundredths
      counter(0x0001, uncompressed, 2), // write ratio
      ...parts(0x0002, bytesRead), // to the initiator
      ...parts(0x0004, bytesRead), // from the medium
      ...parts(0x0006, bytesWritten), // from the initiator
      ...parts(0x0008, bytesWritten), // to the medium
    ];
  },
  reset: (drive) => loadedMedium(drive)?.counters.reset(),
};

function parts(code: number, bytes: number): readonly LogParameter[] {
  return [counter(code, bytes / megabyte, 4), counter(code + 1, bytes % megabyte, 4)];
}
