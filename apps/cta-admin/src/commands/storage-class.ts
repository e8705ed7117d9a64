import {
  addStorageClass,
  changeStorageClass,
  type StorageClassLsItem,
  listStorageClasses,
  removeStorageClass,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { given, required, text, uint } from '../command-line/option.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<StorageClassLsItem>>[] = [
  { header: 'storage class', cell: ({ name }) => name },
  { header: 'number of copies', cell: ({ nbCopies }) => nbCopies },
  { header: 'vo', cell: ({ vo }) => vo },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const name = required(text('-n, --name <storage_class_name>', 'name of the storage class'));
const copies = uint('-c, --numberofcopies <number>', 'copies that a file gets');
const vo = text('--vo, --virtualorganisation <vo>', 'the virtual organization whose files have it');
const comment = text('-m, --comment <comment>', 'what it is for');

export const storageClassCommands: CommandGroup = {
  name: 'storageclass',
  alias: 'sc',
  summary: 'how many copies a file gets',
  commands: [
    command({
      name: 'add',
      summary: 'add a storage class',
      options: {
        name,
        copies: required(copies),
        vo: required(vo),
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addStorageClass(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a storage class; what is on tape stays as it is',
      options: { name, copies, vo, comment },
      run: async ({ admin }, values) => await changeStorageClass(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a storage class',
      options: { name },
      run: async ({ admin }, values) => await removeStorageClass(admin, values.name),
    }),
    command({
      name: 'ls',
      summary: 'list storage classes',
      run: async ({ admin, list }) => list(columns, await listStorageClasses(admin)),
    }),
  ],
};
