import { addTapePool, changeTapePool, type TapePoolLsItem, listTapePools, removeTapePool } from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { given, required, text, uint } from '../command-line/option.ts';
import { sizeCell, timeCell } from '../output/cells.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<OfInstance<TapePoolLsItem>>[] = [
  { header: 'name', cell: ({ name }) => name },
  { header: 'vo', cell: ({ vo }) => vo },
  { header: '#tapes', cell: ({ numTapes }) => numTapes },
  { header: '#partial', cell: ({ numPartialTapes }) => numPartialTapes },
  { header: '#phys files', cell: ({ numPhysicalFiles }) => numPhysicalFiles },
  { header: 'size', cell: ({ capacityBytes }) => sizeCell(capacityBytes) },
  { header: 'used', cell: ({ dataBytes }) => sizeCell(dataBytes) },
  { header: 'avail', cell: ({ capacityBytes, dataBytes }) => sizeCell(availableBytes(capacityBytes, dataBytes)) },
  { header: 'use%', cell: ({ capacityBytes, dataBytes }) => usedPercent(capacityBytes, dataBytes) },
  { header: 'encrypt', cell: ({ encrypt }) => encrypt },
  { header: 'supply', cell: ({ supplySource }) => supplySource.join(',') },
  { header: 'c.user', cell: ({ created }) => created.username },
  { header: 'c.host', cell: ({ created }) => created.host },
  { header: 'c.time', cell: ({ created }) => timeCell(created.time) },
  { header: 'm.user', cell: ({ modified }) => modified.username },
  { header: 'm.host', cell: ({ modified }) => modified.host },
  { header: 'm.time', cell: ({ modified }) => timeCell(modified.time) },
  instanceColumn,
  commentColumn,
];

const name = required(text('-n, --name <tapepool_name>', 'name of the tape pool'));
const vo = text('--vo, --virtualorganisation <vo>', 'the virtual organization whose files it takes');
const partialTapes = uint('-p, --partialtapesnumber <number>', 'how many of its tapes are filled at once');
const encryptionKeyName = text('-k, --encryptionkeyname <name>', 'name of the key that its tapes are encrypted with');
const supply = text('-s, --supply <tapepools>', 'tape pools that it gets tapes from, with commas between them');
const comment = text('-m, --comment <comment>', 'what it is for');

export const tapePoolCommands: CommandGroup = {
  name: 'tapepool',
  alias: 'tp',
  summary: 'sets of tapes that files are archived to',
  commands: [
    command({
      name: 'add',
      summary: 'add a tape pool',
      options: {
        name,
        vo: required(vo),
        partialTapes: required(partialTapes),
        encryptionKeyName,
        supply,
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addTapePool(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a tape pool',
      options: { name, vo, partialTapes, encryptionKeyName, supply, comment },
      run: async ({ admin }, values) => await changeTapePool(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a tape pool',
      options: { name },
      run: async ({ admin }, values) => await removeTapePool(admin, values.name),
    }),
    command({
      name: 'ls',
      summary: 'list tape pools',
      run: async ({ admin, list }) => list(columns, await listTapePools(admin)),
    }),
  ],
};

function availableBytes(capacityBytes: bigint, dataBytes: bigint): bigint {
  return capacityBytes > dataBytes ? capacityBytes - dataBytes : 0n;
}

function usedPercent(capacityBytes: bigint, dataBytes: bigint): string {
  const percent = capacityBytes === 0n ? 0 : (Number(dataBytes) / Number(capacityBytes)) * 100;
  return `${percent.toFixed(1)}%`;
}
