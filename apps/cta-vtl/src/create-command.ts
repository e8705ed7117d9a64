import { createVirtualLibrary } from '@cta/vtl';
import { Command } from 'commander';
import { parseCount, parseList, parseSize } from './argument-values.ts';

interface CreateOptions {
  readonly drives: number;
  readonly slots: number;
  readonly cartridges: readonly string[];
  readonly capacity?: number;
}

export function createCommand(): Command {
  return new Command('create')
    .summary('make a library in a new folder')
    .description('Makes a library of LTO-9 drives and blank cartridges in a new folder.')
    .argument('<folder>', 'folder of the library; must not exist')
    .option('--drives <number>', 'drives', parseCount, 2)
    .option('--slots <number>', 'slots for cartridges', parseCount, 10)
    .option('--cartridges <vids>', 'volume identifiers of the first cartridges, separated by commas', parseList, [])
    .option('--capacity <size>', 'capacity of each cartridge, such as 1GB (default: that of the medium)', parseSize)
    .action((folder: string, { drives, slots, cartridges, capacity }: CreateOptions) => {
      const capacityBytes = capacity === undefined ? {} : { capacityBytes: capacity };
      const specs = cartridges.map((vid) => ({ vid, ...capacityBytes }));
      createVirtualLibrary(folder, { drives, slots, cartridges: specs });
    });
}
