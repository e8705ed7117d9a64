import type { Outputs } from '@cta/runtime';
import { type LibraryCartridge, openVirtualLibrary, type VirtualLibrary } from '@cta/vtl';
import { Command, Option } from 'commander';
import { parseSize } from './argument-values.ts';

interface LibraryOption {
  readonly library: string;
}

const columns = ['vid', 'barcode', 'kind', 'address'] as const satisfies readonly (keyof LibraryCartridge)[];

/**
 * Commands on the cartridges of a library that nobody serves at the time. The library's folder is an option, since the
 * operands of CTA's people are VID and folder of the image.
 */
export function cartridgeCommand(outputs: Outputs): Command {
  return new Command('cartridge')
    .summary('list, add, export and import cartridges')
    .description('Commands on the cartridges of a library that is not being served.')
    .addCommand(listCommand(outputs))
    .addCommand(addCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand(outputs));
}

function listCommand({ out }: Outputs): Command {
  return onLibrary('ls', 'list cartridges and where they are')
    .option('--json', 'print JSON')
    .action(({ library, json = false }: LibraryOption & { readonly json?: boolean }) =>
      withLibrary(library, (opened) => {
        const cartridges = opened.cartridges();
        out.write(json ? `${JSON.stringify(cartridges)}\n` : tableOf(cartridges));
      }),
    );
}

function addCommand(): Command {
  return onLibrary('add', 'put a blank cartridge into the first free slot')
    .argument('<vid>', 'volume identifier')
    .option('--capacity <size>', 'such as 1GB (default: that of the medium)', parseSize)
    .action((vid: string, { library, capacity }: LibraryOption & { readonly capacity?: number }) =>
      withLibrary(library, (opened) =>
        opened.addCartridge({ vid, ...(capacity === undefined ? {} : { capacityBytes: capacity }) }),
      ),
    );
}

function exportCommand(): Command {
  return onLibrary('export', 'write what is on a cartridge to a new folder')
    .argument('<vid>', 'volume identifier')
    .argument('<folder>', 'folder of the image; must not exist')
    .action((vid: string, folder: string, { library }: LibraryOption) =>
      withLibrary(library, (opened) => opened.exportCartridge(vid, folder)),
    );
}

function importCommand({ out }: Outputs): Command {
  return onLibrary('import', 'make a cartridge out of an exported one, and put it into the first free slot')
    .argument('<folder>', 'folder of the image')
    .action((folder: string, { library }: LibraryOption) =>
      withLibrary(library, async (opened) => {
        out.write(`${await opened.importCartridge(folder)}\n`);
      }),
    );
}

function onLibrary(name: string, description: string): Command {
  const library = new Option('--library <folder>', 'folder of the library')
    .env('CTA_VTL_LIBRARY')
    .makeOptionMandatory();
  return new Command(name).description(description).addOption(library);
}

async function withLibrary(folder: string, use: (library: VirtualLibrary) => void | Promise<void>): Promise<void> {
  const library = await openVirtualLibrary(folder);
  try {
    await use(library);
  } finally {
    await library.close();
  }
}

function tableOf(cartridges: readonly LibraryCartridge[]): string {
  const rows = [columns, ...cartridges.map((cartridge) => columns.map((column) => String(cartridge[column])))];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
