import {
  addPhysicalLibrary,
  changePhysicalLibrary,
  type PhysicalLibraryLsItem,
  listPhysicalLibraries,
  removePhysicalLibrary,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { bool, given, required, text, uint } from '../command-line/option.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<PhysicalLibraryLsItem>>[] = [
  { header: 'name', cell: ({ name }) => name },
  { header: 'manufacturer', cell: ({ manufacturer }) => manufacturer },
  { header: 'model', cell: ({ model }) => model },
  { header: 'type', cell: ({ type }) => type },
  { header: 'gui url', cell: ({ guiUrl }) => guiUrl },
  { header: 'webcam url', cell: ({ webcamUrl }) => webcamUrl },
  { header: 'location', cell: ({ location }) => location },
  { header: 'physical cartridge slots', cell: ({ nbPhysicalCartridgeSlots }) => nbPhysicalCartridgeSlots },
  { header: 'available cartridge slots', cell: ({ nbAvailableCartridgeSlots }) => nbAvailableCartridgeSlots },
  { header: 'physical drive slots', cell: ({ nbPhysicalDriveSlots }) => nbPhysicalDriveSlots },
  { header: 'disabled', cell: ({ isDisabled }) => isDisabled },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const name = required(text('-n, --name <physical_library_name>', 'name of the physical library'));
const model = text('--mo, --model <model>', 'its model');
const physicalCartridgeSlots = uint('--npcs, --nbphysicalcartridgeslots <number>', 'cartridge slots that it has');
const physicalDriveSlots = uint('--npds, --nbphysicaldriveslots <number>', 'drive slots that it has');
const optional = {
  type: text('-t, --type <type>', 'its type'),
  guiUrl: text('-g, --guiurl <url>', 'its console'),
  webcamUrl: text('-w, --webcamurl <url>', 'its camera'),
  location: text('-l, --location <location>', 'where it stands'),
  availableCartridgeSlots: uint('--nacs, --nbavailablecartridgeslots <number>', 'cartridge slots that may be used'),
  comment: text('-m, --comment <comment>', 'anything else'),
};

export const physicalLibraryCommands: CommandGroup = {
  name: 'physicallibrary',
  alias: 'pl',
  summary: 'libraries as they stand in the machine room',
  commands: [
    command({
      name: 'add',
      summary: 'add a physical library',
      options: {
        name,
        manufacturer: required(text('--ma, --manufacturer <manufacturer>', 'who made it')),
        model: required(model),
        ...optional,
        physicalCartridgeSlots: required(physicalCartridgeSlots),
        physicalDriveSlots: required(physicalDriveSlots),
      },
      run: async ({ admin }, values) => await addPhysicalLibrary(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a physical library; stop the mounts of its drives, or let them go on',
      options: {
        name,
        model,
        ...optional,
        physicalCartridgeSlots,
        physicalDriveSlots,
        isDisabled: bool('-d, --disabled <true|false>', 'whether its drives take no mount'),
        disabledReason: text('--dr, --disabledreason <reason>', 'why'),
      },
      run: async ({ admin }, values) => await changePhysicalLibrary(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a physical library',
      options: { name },
      run: async ({ admin }, values) => await removePhysicalLibrary(admin, values.name),
    }),
    command({
      name: 'ls',
      summary: 'list physical libraries',
      run: async ({ admin, list }) => list(columns, await listPhysicalLibraries(admin)),
    }),
  ],
};
