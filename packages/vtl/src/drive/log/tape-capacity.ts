import { type LogPage, counter, loadedMedium } from './log-page.ts';

const mebibyte = 2 ** 20;

/** Tape capacity (SSC-5 8.3.11), in MiB: partition 0 and the alternate, which no medium has. */
export const tapeCapacity: LogPage = {
  page: 0x31,
  parameters(drive) {
    const medium = loadedMedium(drive);
    if (medium === undefined) return [];
    const { objects, memory } = medium.cartridge;
    const remaining = memory.capacityBytes - objects.bytesBefore(objects.count);
    return [
      counter(0x0001, remaining / mebibyte, 4),
      counter(0x0002, 0, 4),
      counter(0x0003, memory.capacityBytes / mebibyte, 4),
      counter(0x0004, 0, 4),
    ];
  },
};
