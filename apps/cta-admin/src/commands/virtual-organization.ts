import {
  addVirtualOrganization,
  changeVirtualOrganization,
  type VirtualOrganizationLsItem,
  listVirtualOrganizations,
  removeVirtualOrganization,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { bool, given, required, text, uint } from '../command-line/option.ts';
import { sizeCell } from '../output/cells.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<VirtualOrganizationLsItem>>[] = [
  { header: 'name', cell: ({ name }) => name },
  { header: 'read max drives', cell: ({ readMaxDrives }) => readMaxDrives },
  { header: 'write max drives', cell: ({ writeMaxDrives }) => writeMaxDrives },
  { header: 'max file size', cell: ({ maxFileSize }) => sizeCell(maxFileSize) },
  { header: 'disk buffer', cell: ({ diskinstance }) => diskinstance },
  { header: 'is repack vo', cell: ({ isRepackVo }) => isRepackVo },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const name = required(text('--vo, --virtualorganisation <name>', 'name of the virtual organization'));
const readMaxDrives = uint('--rmd, --readmaxdrives <number>', 'most drives that read for it at once');
const writeMaxDrives = uint('--wmd, --writemaxdrives <number>', 'most drives that write for it at once');
const diskInstance = text('--di, --diskinstance <name>', 'its disk instance');
const maxFileSizeBytes = uint('--mfs, --maxfilesize <bytes>', 'largest file that it may archive; 0 for no limit');
const isRepackVo = bool('--irvo, --isrepackvo <true|false>', 'whether repack writes for it');
const comment = text('-m, --comment <comment>', 'who it is');

export const virtualOrganizationCommands: CommandGroup = {
  name: 'virtualorganization',
  alias: 'vo',
  summary: 'users of the archive, each with a share of its drives',
  commands: [
    command({
      name: 'add',
      summary: 'add a virtual organization',
      options: {
        name,
        readMaxDrives: required(readMaxDrives),
        writeMaxDrives: required(writeMaxDrives),
        diskInstance: required(diskInstance),
        maxFileSizeBytes,
        isRepackVo,
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addVirtualOrganization(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a virtual organization',
      options: { name, readMaxDrives, writeMaxDrives, diskInstance, maxFileSizeBytes, isRepackVo, comment },
      run: async ({ admin }, values) => await changeVirtualOrganization(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a virtual organization',
      options: { name },
      run: async ({ admin }, values) => await removeVirtualOrganization(admin, values.name),
    }),
    command({
      name: 'ls',
      summary: 'list virtual organizations',
      run: async ({ admin, list }) => list(columns, await listVirtualOrganizations(admin)),
    }),
  ],
};
