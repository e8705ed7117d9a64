import { addMediaType, changeMediaType, type MediaTypeLsItem, listMediaTypes, removeMediaType } from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { given, required, text, uint } from '../command-line/option.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<MediaTypeLsItem>>[] = [
  { header: 'media type', cell: ({ name }) => name },
  { header: 'cartridge', cell: ({ cartridge }) => cartridge },
  { header: 'capacity', cell: ({ capacity }) => capacity },
  { header: 'primary density code', cell: ({ primaryDensityCode }) => primaryDensityCode },
  { header: 'secondary density code', cell: ({ secondaryDensityCode }) => secondaryDensityCode },
  { header: 'number of wraps', cell: ({ numberOfWraps }) => numberOfWraps },
  { header: 'min LPos', cell: ({ minLpos }) => minLpos },
  { header: 'max LPos', cell: ({ maxLpos }) => maxLpos },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const name = required(text('-n, --name <media_type_name>', 'name of the media type'));
const cartridge = text('-t, --cartridge <cartridge>', 'what it is called by its maker');
const geometry = {
  primaryDensityCode: uint('-p, --primarydensitycode <code>', 'SCSI density code'),
  secondaryDensityCode: uint('-s, --secondarydensitycode <code>', 'another SCSI density code'),
  numberOfWraps: uint('-w, --nbwraps <number>', 'wraps of the tape'),
  minLpos: uint('--minl, --minlpos <position>', 'smallest longitudinal position'),
  maxLpos: uint('--maxl, --maxlpos <position>', 'largest longitudinal position'),
};
const comment = text('-m, --comment <comment>', 'anything else');

export const mediaTypeCommands: CommandGroup = {
  name: 'mediatype',
  alias: 'mt',
  summary: 'kinds of cartridges',
  commands: [
    command({
      name: 'add',
      summary: 'add a media type',
      options: {
        name,
        cartridge: required(cartridge),
        capacityBytes: required(uint('-c, --capacity <bytes>', 'capacity of a cartridge')),
        ...geometry,
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addMediaType(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a media type, but for its capacity',
      options: { name, cartridge, ...geometry, comment },
      run: async ({ admin }, values) => await changeMediaType(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a media type',
      options: { name },
      run: async ({ admin }, values) => await removeMediaType(admin, values.name),
    }),
    command({
      name: 'ls',
      summary: 'list media types',
      run: async ({ admin, list }) => list(columns, await listMediaTypes(admin)),
    }),
  ],
};
