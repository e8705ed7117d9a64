import { addMountPolicy, type MountPolicyLsItem, listMountPolicies, removeMountPolicy } from '@cta/admin';
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
        archivePriority: required(uint('--ap, --archivepriority <priority>', 'priority of archive requests')),
        archiveMinRequestAge: required(
          uint('--aa, --minarchiverequestage <seconds>', 'age from which archive requests are worth a mount'),
        ),
        retrievePriority: required(uint('--rp, --retrievepriority <priority>', 'priority of retrieve requests')),
        retrieveMinRequestAge: required(
          uint('--ra, --minretrieverequestage <seconds>', 'age from which retrieve requests are worth a mount'),
        ),
        comment: required(text('-m, --comment <comment>', 'what it is for')),
      },
      run: async ({ admin }, values) => await addMountPolicy(admin, given(values)),
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
