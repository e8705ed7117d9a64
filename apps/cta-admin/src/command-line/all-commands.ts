import { archiveCommand } from '../commands/archive.ts';
import { archiveRouteCommands } from '../commands/archive-route.ts';
import { conditionCommands } from '../commands/condition.ts';
import { diskInstanceCommands } from '../commands/disk-instance.ts';
import { driveCommands } from '../commands/drive.ts';
import { failedRequestCommands } from '../commands/failed-request.ts';
import { groupMountRuleCommands } from '../commands/group-mount-rule.ts';
import { logicalLibraryCommands } from '../commands/logical-library.ts';
import { mediaTypeCommands } from '../commands/media-type.ts';
import { mountPolicyCommands } from '../commands/mount-policy.ts';
import { physicalLibraryCommands } from '../commands/physical-library.ts';
import { recycledFileCommands } from '../commands/recycled-file.ts';
import { requesterMountRuleCommands } from '../commands/requester-mount-rule.ts';
import { retrieveCommand } from '../commands/retrieve.ts';
import { serviceCommands } from '../commands/service.ts';
import { showQueuesCommand } from '../commands/show-queues.ts';
import { storageClassCommands } from '../commands/storage-class.ts';
import { tapeCommands } from '../commands/tape.ts';
import { tapeFileCommands } from '../commands/tape-file.ts';
import { tapePoolCommands } from '../commands/tape-pool.ts';
import { versionCommand } from '../commands/version.ts';
import { virtualOrganizationCommands } from '../commands/virtual-organization.ts';
import type { Command, CommandGroup } from './command.ts';

/** Everything that cta-admin can do, in the order in which help lists it. */
export const allCommands: readonly (Command | CommandGroup)[] = [
  archiveCommand,
  archiveRouteCommands,
  conditionCommands,
  diskInstanceCommands,
  driveCommands,
  failedRequestCommands,
  groupMountRuleCommands,
  logicalLibraryCommands,
  mediaTypeCommands,
  mountPolicyCommands,
  physicalLibraryCommands,
  recycledFileCommands,
  requesterMountRuleCommands,
  retrieveCommand,
  serviceCommands,
  showQueuesCommand,
  storageClassCommands,
  tapeCommands,
  tapeFileCommands,
  tapePoolCommands,
  versionCommand,
  virtualOrganizationCommands,
];
