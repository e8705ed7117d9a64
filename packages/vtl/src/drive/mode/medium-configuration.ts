import type { ModePage } from '../../device-server/mode-parameters.ts';
import type { TapeDrive } from '../tape-drive.ts';

/** Medium configuration (SSC-5 8.5.7): whether the medium can be written only once. */
export const mediumConfiguration: ModePage<TapeDrive> = {
  page: 0x1d,
  subpage: 0,
  current(drive) {
    const bytes = Buffer.alloc(32);
    bytes.set([0x1d, 30]);
    if (drive.bay.state === 'loaded' && drive.bay.cartridge.memory.medium === 'worm')
      bytes.set([0x01, 0, 0x01, 0x01], 2);
    return bytes;
  },
};
