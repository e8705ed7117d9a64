import {
  addLogicalLibrary,
  changeLogicalLibrary,
  type LogicalLibraryLsItem,
  listLogicalLibraries,
  removeLogicalLibrary,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { bool, given, required, text } from '../command-line/option.ts';
import { reasonCell } from '../output/cells.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<LogicalLibraryLsItem>>[] = [
  { header: 'library', cell: ({ name }) => name },
  { header: 'disabled', cell: ({ isDisabled }) => isDisabled },
  { header: 'phys.lib', cell: ({ physicalLibrary }) => physicalLibrary },
  { header: 'reason', cell: ({ disabledReason }) => reasonCell(disabledReason) },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const name = required(text('-n, --name <logical_library_name>', 'name of the logical library'));
const isDisabled = bool('-d, --disabled <true|false>', 'whether its drives take no mount');
const physicalLibrary = text('--pl, --physicallibrary <name>', 'the physical library that it is a part of');
const comment = text('-m, --comment <comment>', 'what it is for');

export const logicalLibraryCommands: CommandGroup = {
  name: 'logicallibrary',
  alias: 'll',
  summary: 'drives that can reach the same tapes',
  commands: [
    command({
      name: 'add',
      summary: 'add a logical library',
      options: {
        name,
        isDisabled,
        physicalLibrary,
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addLogicalLibrary(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a logical library; stop the mounts of its drives, or let them go on',
      options: {
        name,
        isDisabled,
        disabledReason: text('--dr, --disabledreason <reason>', 'why'),
        physicalLibrary,
        comment,
      },
      run: async ({ admin }, values) => await changeLogicalLibrary(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a logical library',
      options: { name },
      run: async ({ admin }, values) => await removeLogicalLibrary(admin, values.name),
    }),
    command({
      name: 'ls',
      summary: 'list logical libraries',
      run: async ({ admin, list }) => list(columns, await listLogicalLibraries(admin)),
    }),
  ],
};
