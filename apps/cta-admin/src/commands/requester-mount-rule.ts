import {
  addRequesterMountRule,
  changeRequesterMountRule,
  type RequesterMountRuleLsItem,
  listRequesterMountRules,
  removeRequesterMountRule,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { given, required, text } from '../command-line/option.ts';
import { commentColumn, instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { entryLogColumns } from './entry-log.ts';

const columns: readonly Column<OfInstance<RequesterMountRuleLsItem>>[] = [
  { header: 'disk buffer', cell: ({ diskInstance }) => diskInstance },
  { header: 'username', cell: ({ requesterMountRule }) => requesterMountRule },
  { header: 'policy', cell: ({ mountPolicy }) => mountPolicy },
  ...entryLogColumns,
  instanceColumn,
  commentColumn,
];

const diskInstance = required(text('-i, --instance <disk_instance_name>', 'the disk instance'));
const name = required(text('-n, --name <user_name>', 'the user'));
const mountPolicy = text('-u, --mountpolicy <mountpolicy_name>', 'the mount policy');
const comment = text('-m, --comment <comment>', 'what it is for');

export const requesterMountRuleCommands: CommandGroup = {
  name: 'requestermountrule',
  alias: 'rmr',
  summary: 'which mount policy a user gets',
  commands: [
    command({
      name: 'add',
      summary: 'add a requester mount rule',
      options: {
        diskInstance,
        name,
        mountPolicy: required(mountPolicy),
        comment: required(comment),
      },
      run: async ({ admin }, values) => await addRequesterMountRule(admin, given(values)),
    }),
    command({
      name: 'ch',
      summary: 'change a requester mount rule, for requests that come later',
      options: { diskInstance, name, mountPolicy, comment },
      run: async ({ admin }, values) => await changeRequesterMountRule(admin, given(values)),
    }),
    command({
      name: 'rm',
      summary: 'remove a requester mount rule',
      options: { diskInstance, name },
      run: async ({ admin }, values) => await removeRequesterMountRule(admin, values),
    }),
    command({
      name: 'ls',
      summary: 'list requester mount rules',
      run: async ({ admin, list }) => list(columns, await listRequesterMountRules(admin)),
    }),
  ],
};
