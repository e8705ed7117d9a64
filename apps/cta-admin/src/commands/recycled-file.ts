import { listRecycledFiles, type RecycledFileLsItem } from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { bigUint, given, text, uint } from '../command-line/option.ts';
import { timeCell } from '../output/cells.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<OfInstance<RecycledFileLsItem>>[] = [
  { header: 'archive id', cell: ({ archiveFileId }) => archiveFileId },
  { header: 'copy no', cell: ({ copyNb }) => copyNb },
  { header: 'vid', cell: ({ vid }) => vid },
  { header: 'fseq', cell: ({ fseq }) => fseq },
  { header: 'block id', cell: ({ blockId }) => blockId },
  { header: 'disk buffer', cell: ({ diskInstance }) => diskInstance },
  { header: 'disk fxid', cell: ({ diskFileId }) => diskFileId },
  { header: 'size', cell: ({ sizeInBytes }) => sizeInBytes },
  { header: 'checksum type', cell: ({ checksum }) => checksum[0]?.type ?? 'NONE' },
  { header: 'checksum value', cell: ({ checksum }) => checksum[0]?.value },
  { header: 'storage class', cell: ({ storageClass }) => storageClass },
  { header: 'owner', cell: ({ diskFileUid }) => diskFileUid },
  { header: 'group', cell: ({ diskFileGid }) => diskFileGid },
  { header: 'deletion time', cell: ({ recycleLogTime }) => timeCell(recycleLogTime) },
  { header: 'path when deleted', cell: ({ diskFilePath }) => diskFilePath },
  instanceColumn,
  { header: 'reason', cell: ({ reasonLog }) => reasonLog },
];

export const recycledFileCommands: CommandGroup = {
  name: 'recycletf',
  alias: 'rtf',
  summary: 'copies of files that were given up and are still on tape',
  commands: [
    command({
      name: 'ls',
      summary: 'list copies that were given up',
      options: {
        vid: text('-v, --vid <vid>', 'those on this tape'),
        diskInstance: text('-i, --instance <disk_instance_name>', 'those of this disk instance'),
        diskFileId: text('--dfid, --diskfileid <id>', 'those of the file with this id in its disk instance'),
        copyNb: uint('-c, --copynb <number>', 'those that were this copy of their file'),
        archiveFileId: bigUint('-I, --id <archive_file_id>', 'those of this file of the archive'),
        virtualOrganization: text('--vo, --virtualorganisation <vo>', 'those of this virtual organization'),
      },
      run: async ({ admin, list }, criteria) => list(columns, await listRecycledFiles(admin, given(criteria))),
    }),
  ],
};
