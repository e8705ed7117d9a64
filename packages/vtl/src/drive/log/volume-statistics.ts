import { barcodeOf } from '../../cartridge/cartridge-memory.ts';
import { type LogPage, counter, loadedMedium, text } from './log-page.ts';

const megabyte = 1e6;
/** All virtual media were made on this day. */
export const manufacturingDate = '20260101';

/** Volume statistics (SSC-5 8.3.6). */
export const volumeStatistics: LogPage = {
  page: 0x17,
  parameters(drive) {
    const medium = loadedMedium(drive);
    if (medium === undefined) return [counter(0x0000, 0, 1)];
    const { cartridge, counters, readOnly } = medium;
    const { memory } = cartridge;
    const usedBytes = cartridge.objects.bytesBefore(cartridge.objects.count);
    const writtenInLife = memory.usage.bytesWritten + counters.bytesWritten;
    const readInLife = memory.usage.bytesRead + counters.bytesRead;
    return [
      counter(0x0000, 1, 1), // page valid
      counter(0x0001, memory.usage.loads, 4), // volume mounts
      counter(0x0002, counters.blocksWritten, 8), // data sets written
      counter(0x0003, 0, 4), // recovered write errors
      counter(0x0004, counters.writeErrors, 4), // unrecovered write errors
      counter(0x0007, counters.blocksRead, 8), // data sets read
      counter(0x0008, 0, 4), // recovered read errors
      counter(0x0009, counters.readErrors, 4), // unrecovered read errors
      counter(0x000e, counters.bytesWritten / megabyte, 4), // written in this mount
      counter(0x000f, counters.bytesRead / megabyte, 4), // read in this mount
      counter(0x0010, writtenInLife / megabyte, 8),
      counter(0x0011, readInLife / megabyte, 8),
      counter(0x0016, memory.capacityBytes / megabyte, 4), // native capacity
      counter(0x0017, usedBytes / megabyte, 4), // used capacity
      text(0x0040, memory.vid.padEnd(32)), // volume serial number
      text(0x0042, barcodeOf(memory).padEnd(32)),
      text(0x0046, manufacturingDate),
      counter(0x0080, readOnly ? 1 : 0, 1), // write-protected
      counter(0x0081, memory.medium === 'worm' ? 1 : 0, 1),
      counter(0x0101, memory.usage.loads, 4), // passes over the beginning of the medium
      counter(0x0102, memory.usage.loads, 4), // and over its middle
    ];
  },
};
