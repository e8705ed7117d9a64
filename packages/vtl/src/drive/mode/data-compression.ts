import type { ModePage } from '../../device-server/mode-parameters.ts';
import type { TapeDrive } from '../tape-drive.ts';

/** Data compression (SSC-5 8.5.2). The switch is kept and reported; the emulation itself compresses nothing. */
export const dataCompression: ModePage<TapeDrive> = {
  page: 0x0f,
  subpage: 0,
  current(drive) {
    const bytes = Buffer.alloc(16);
    bytes.set([0x0f, 14, 0x40 | (drive.compression ? 0x80 : 0), 0x80]);
    bytes[7] = 0x01;
    bytes[11] = 0x01;
    return bytes;
  },
  select(drive, _command, bytes) {
    drive.compression = ((bytes[2] ?? 0) & 0x80) !== 0;
  },
};
