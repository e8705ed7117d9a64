import { type LogPage, counter, loadedMedium } from './log-page.ts';

/** Sequential-access device (SSC-5 8.3.2). */
export const sequentialAccess: LogPage = {
  page: 0x0c,
  parameters(drive) {
    const { bytesWritten = 0, bytesRead = 0 } = loadedMedium(drive)?.counters ?? {};
    return [
      counter(0x0000, bytesWritten, 8), // received from the initiator
      counter(0x0001, bytesWritten, 8), // written to the medium
      counter(0x0002, bytesRead, 8), // read from the medium
      counter(0x0003, bytesRead, 8), // sent to the initiator
      counter(0x0100, 0, 8), // cleaning required
    ];
  },
};
