import {
  addArchiveRoute,
  type ArchiveRouteLsItem,
  changeArchiveRoute,
  listArchiveRoutes,
  removeArchiveRoute,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { given, oneOf, required, text, uint } from '../command-line/option.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<ArchiveRouteLsItem>>[] = [
  { header: 'storage class', cell: ({ storageClass }) => storageClass },
  { header: 'copy number', cell: ({ copyNumber }) => copyNumber },
  { header: 'type', cell: ({ archiveRouteType }) => archiveRouteType },
  { header: 'tapepool', cell: ({ tapepool }) => tapepool },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const storageClass = required(text('-s, --storageclass <storage_class_name>', 'the storage class'));
const copyNb = required(uint('-c, --copynb <number>', 'the copy, counted from 1'));
const routeType = oneOf('--art, --archiveroutetype <type>', 'DEFAULT, or REPACK for files that repack writes', [
  'DEFAULT',
  'REPACK',
]);
const tapePool = text('-t, --tapepool <tapepool_name>', 'the tape pool that the copy goes to');
const comment = text('-m, --comment <comment>', 'what it is for');

export const archiveRouteCommands: CommandGroup = {
  name: 'archiveroute',
  alias: 'ar',
  summary: 'which copy goes to which tape pool',
  commands: [
    command({
      name: 'add',
      summary: 'add an archive route',
      options: {
        storageClass,
        copyNb,
        type: routeType,
        tapePool: required(tapePool),
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addArchiveRoute(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change an archive route, for requests that come later',
      options: { storageClass, copyNb, type: required(routeType), tapePool, comment },
      run: async ({ admin }, values) => await changeArchiveRoute(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove an archive route',
      options: { storageClass, copyNb, type: required(routeType) },
      run: async ({ admin }, values) => await removeArchiveRoute(admin, values),
    }),
    command({
      name: 'ls',
      summary: 'list archive routes',
      run: async ({ admin, list }) => list(columns, await listArchiveRoutes(admin)),
    }),
  ],
};
