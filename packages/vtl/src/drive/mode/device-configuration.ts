import type { ModePage } from '../../device-server/mode-parameters.ts';
import type { TapeDrive } from '../tape-drive.ts';

/** Device configuration (SSC-5 8.5.3): of what can be set in it the emulation has the compression algorithm. */
export const deviceConfiguration: ModePage<TapeDrive> = {
  page: 0x10,
  subpage: 0,
  current(drive) {
    const bytes = Buffer.alloc(16);
    bytes.set([0x10, 14]);
    bytes[8] = 0x40; // BIS: logical object numbers are recorded
    bytes[10] = 0x08; // SEW: buffered data are written at early warning
    bytes[14] = drive.compression ? 0x01 : 0x00;
    return bytes;
  },
  select(drive, _command, bytes) {
    drive.compression = bytes[14] !== 0;
  },
};
