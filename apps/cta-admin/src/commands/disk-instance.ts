import {
  addDiskInstance,
  changeDiskInstance,
  type DiskInstanceLsItem,
  listDiskInstances,
  removeDiskInstance,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { given, required, text } from '../command-line/option.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<DiskInstanceLsItem>>[] = [
  { header: 'name', cell: ({ name }) => name },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const name = required(text('-n, --name <disk_instance_name>', 'name of the disk instance'));
const comment = text('-m, --comment <comment>', 'what it is for');

export const diskInstanceCommands: CommandGroup = {
  name: 'diskinstance',
  alias: 'di',
  summary: 'disk systems whose files are archived',
  commands: [
    command({
      name: 'add',
      summary: 'add a disk instance',
      options: { name, comment: required(comment) },
      run: async ({ admin }, values) => await addDiskInstance(admin, values),
    }),
    command({
      name: 'ch',
      summary: 'change a disk instance',
      options: { name, comment },
      run: async ({ admin }, values) => await changeDiskInstance(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a disk instance',
      options: { name },
      run: async ({ admin }, values) => await removeDiskInstance(admin, values.name),
    }),
    command({
      name: 'ls',
      summary: 'list disk instances',
      run: async ({ admin, list }) => list(columns, await listDiskInstances(admin)),
    }),
  ],
};
