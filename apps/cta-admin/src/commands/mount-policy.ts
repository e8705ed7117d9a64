import {
  addMountPolicy,
  changeMountPolicy,
  type MountPolicyLsItem,
  listMountPolicies,
  removeMountPolicy,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { given, required, text, uint } from '../command-line/option.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<MountPolicyLsItem>>[] = [
  { header: 'mount policy', cell: ({ name }) => name },
  { header: 'a.priority', cell: ({ archivePriority }) => archivePriority },
  { header: 'a.minAge', cell: ({ archiveMinRequestAge }) => archiveMinRequestAge },
  { header: 'r.priority', cell: ({ retrievePriority }) => retrievePriority },
  { header: 'r.minAge', cell: ({ retrieveMinRequestAge }) => retrieveMinRequestAge },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const name = required(text('-n, --name <mountpolicy_name>', 'name of the mount policy'));
const archivePriority = uint('--ap, --archivepriority <priority>', 'priority of archive requests');
const archiveMinRequestAge = uint(
  '--aa, --minarchiverequestage <seconds>',
  'age from which archive requests are worth a mount',
);
const retrievePriority = uint('--rp, --retrievepriority <priority>', 'priority of retrieve requests');
const retrieveMinRequestAge = uint(
  '--ra, --minretrieverequestage <seconds>',
  'age from which retrieve requests are worth a mount',
);
const comment = text('-m, --comment <comment>', 'what it is for');

export const mountPolicyCommands: CommandGroup = {
  name: 'mountpolicy',
  alias: 'mp',
  summary: 'priorities of requests, and how long they are gathered',
  commands: [
    command({
      name: 'add',
      summary: 'add a mount policy',
      options: {
        name,
        archivePriority: required(archivePriority),
        archiveMinRequestAge: required(archiveMinRequestAge),
        retrievePriority: required(retrievePriority),
        retrieveMinRequestAge: required(retrieveMinRequestAge),
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addMountPolicy(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a mount policy, for requests that come later',
      options: { name, archivePriority, archiveMinRequestAge, retrievePriority, retrieveMinRequestAge, comment },
      run: async ({ admin }, values) => await changeMountPolicy(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a mount policy',
      options: { name },
      run: async ({ admin }, values) => await removeMountPolicy(admin, values.name),
    }),
    command({
      name: 'ls',
      summary: 'list mount policies',
      run: async ({ admin, list }) => list(columns, await listMountPolicies(admin)),
    }),
  ],
};
