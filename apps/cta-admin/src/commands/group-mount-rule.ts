import {
  addGroupMountRule,
  changeGroupMountRule,
  type GroupMountRuleLsItem,
  listGroupMountRules,
  removeGroupMountRule,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { given, required, text } from '../command-line/option.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<GroupMountRuleLsItem>>[] = [
  { header: 'disk buffer', cell: ({ diskInstance }) => diskInstance },
  { header: 'group', cell: ({ groupMountRule }) => groupMountRule },
  { header: 'policy', cell: ({ mountPolicy }) => mountPolicy },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const diskInstance = required(text('-i, --instance <disk_instance_name>', 'the disk instance'));
const name = required(text('-n, --name <group_name>', 'the group'));
const mountPolicy = text('-u, --mountpolicy <mountpolicy_name>', 'the mount policy');
const comment = text('-m, --comment <comment>', 'what it is for');

export const groupMountRuleCommands: CommandGroup = {
  name: 'groupmountrule',
  alias: 'gmr',
  summary: 'which mount policy a group gets',
  commands: [
    command({
      name: 'add',
      summary: 'add a group mount rule',
      options: {
        diskInstance,
        name,
        mountPolicy: required(mountPolicy),
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addGroupMountRule(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a group mount rule, for requests that come later',
      options: { diskInstance, name, mountPolicy, comment },
      run: async ({ admin }, values) => await changeGroupMountRule(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a group mount rule',
      options: { diskInstance, name },
      run: async ({ admin }, values) => await removeGroupMountRule(admin, values),
    }),
    command({
      name: 'ls',
      summary: 'list group mount rules',
      run: async ({ admin, list }) => list(columns, await listGroupMountRules(admin)),
    }),
  ],
};
