import { listTapeFiles, removeTapeFile, type TapeFileLsItem } from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { bigUint, given, required, text } from '../command-line/option.ts';
import { timeCell } from '../output/cells.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<OfInstance<TapeFileLsItem>>[] = [
  { header: 'archive id', cell: ({ af }) => af.archiveId },
  { header: 'copy no', cell: ({ tf }) => tf.copyNb },
  { header: 'vid', cell: ({ tf }) => tf.vid },
  { header: 'fseq', cell: ({ tf }) => tf.fSeq },
  { header: 'block id', cell: ({ tf }) => tf.blockId },
  { header: 'disk buffer', cell: ({ df }) => df.diskInstance },
  { header: 'disk fxid', cell: ({ df }) => df.diskId },
  { header: 'size', cell: ({ af }) => af.size },
  { header: 'checksum type', cell: ({ af }) => af.checksum[0]?.type ?? 'NONE' },
  { header: 'checksum value', cell: ({ af }) => af.checksum[0]?.value },
  { header: 'storage class', cell: ({ af }) => af.storageClass },
  { header: 'owner', cell: ({ df }) => df.ownerId.uid },
  { header: 'group', cell: ({ df }) => df.ownerId.gid },
  { header: 'creation time', cell: ({ af }) => timeCell(af.creationTime) },
  instanceColumn,
];

export const tapeFileCommands: CommandGroup = {
  name: 'tapefile',
  alias: 'tf',
  summary: 'copies of files on tape',
  commands: [
    command({
      name: 'rm',
      summary: 'give up a copy that is not the last, on a tape that is BROKEN or REPACKING_DISABLED',
      options: {
        vid: required(text('-v, --vid <vid>', 'the tape that the copy is on')),
        diskInstance: text('-i, --instance <disk_instance_name>', 'the disk instance of the file'),
        diskFileId: text('--dfid, --diskfileid <id>', 'its id in that disk instance'),
        archiveFileId: bigUint('-I, --id <archive_file_id>', 'or its id in the archive'),
        reason: required(text('-r, --reason <reason>', 'why')),
      },
      run: async ({ admin }, values) => await removeTapeFile(admin, given(values)),
    }),
    command({
      name: 'ls',
      summary: 'list copies of files',
      options: {
        vid: text('-v, --vid <vid>', 'those on this tape'),
        diskInstance: text('-i, --instance <disk_instance_name>', 'those of this disk instance'),
        diskFileId: text('--dfid, --diskfileid <id>', 'those of the file with this id in its disk instance'),
        archiveFileId: bigUint('-I, --id <archive_file_id>', 'those of this file of the archive'),
      },
      run: async ({ admin, list }, criteria) => list(columns, await listTapeFiles(admin, given(criteria))),
    }),
  ],
};
