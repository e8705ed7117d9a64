export type { AdminContext } from './admin-context.ts';
export { archiveFileIdOf } from './archive-file-id.ts';
export {
  type ArchiveRouteChange,
  type ArchiveRouteKey,
  type ArchiveRouteLsItem,
  addArchiveRoute,
  changeArchiveRoute,
  listArchiveRoutes,
  type NewArchiveRoute,
  removeArchiveRoute,
} from './archive-routes/archive-routes.ts';
export {
  type ArchiveSubmission,
  type ArchiveSubmissionOptions,
  type QueuedFile,
  submitArchive,
} from './archive-submission/archive-submission.ts';
export type { FoundFile, RefusedFile } from './archive-submission/file-search.ts';
export { type ArchiveVersion, readArchiveVersion } from './archive-version.ts';
export {
  addDiskInstance,
  changeDiskInstance,
  type DiskInstanceLsItem,
  listDiskInstances,
  removeDiskInstance,
} from './disk-instances/disk-instances.ts';
export { type DriveEventItem, driveHistory } from './drives/drive-history.ts';
export type { DriveLsItem, DriveStatusName } from './drives/drive-ls-item.ts';
export {
  changeDriveComment,
  type DesiredStateItem,
  type DriveCommentItem,
  type DriveOrderAnswer,
  type DriveRemovalItem,
  removeDrives,
  setDrivesDown,
  setDrivesUp,
} from './drives/drive-orders.ts';
export { listDrives } from './drives/list-drives.ts';
export { type DriveHardwareItem, listDriveHardware } from './drives/list-drive-hardware.ts';
export type { EntryLog, EntryLogs } from './entry-logs.ts';
export { type FailedRequestLsItem, listFailedRequests } from './failed-requests/list-failed-requests.ts';
export { removeFailedRequest } from './failed-requests/remove-failed-request.ts';
export {
  addLogicalLibrary,
  changeLogicalLibrary,
  type LogicalLibraryChange,
  type LogicalLibraryLsItem,
  listLogicalLibraries,
  type NewLogicalLibrary,
  removeLogicalLibrary,
} from './logical-libraries/logical-libraries.ts';
export {
  addMediaType,
  changeMediaType,
  listMediaTypes,
  type MediaTypeChange,
  type MediaTypeLsItem,
  type NewMediaType,
  removeMediaType,
} from './media-types/media-types.ts';
export {
  addMountPolicy,
  changeMountPolicy,
  listMountPolicies,
  type MountPolicyChange,
  type MountPolicyLsItem,
  removeMountPolicy,
} from './mount-policies/mount-policies.ts';
export {
  addGroupMountRule,
  changeGroupMountRule,
  type GroupMountRuleLsItem,
  listGroupMountRules,
  removeGroupMountRule,
} from './mount-rules/group-mount-rules.ts';
export type { MountRuleChange, MountRuleKey, NewMountRule } from './mount-rules/mount-rule.ts';
export {
  addRequesterMountRule,
  changeRequesterMountRule,
  listRequesterMountRules,
  type RequesterMountRuleLsItem,
  removeRequesterMountRule,
} from './mount-rules/requester-mount-rules.ts';
export {
  addPhysicalLibrary,
  changePhysicalLibrary,
  listPhysicalLibraries,
  type NewPhysicalLibrary,
  type PhysicalLibraryChange,
  type PhysicalLibraryLsItem,
  removePhysicalLibrary,
} from './physical-libraries/physical-libraries.ts';
export { showQueues } from './queues/show-queues.ts';
export type { ShowQueuesItem } from './queues/show-queues-item.ts';
export { type ListedFile, listingLine, placeInFolder, readListing } from './retrieve-submission/retrieve-listing.ts';
export {
  type FileToRetrieve,
  type QueuedRetrieve,
  type RefusedRetrieve,
  type RetrieveSubmission,
  type RetrieveSubmissionOptions,
  submitRetrieve,
} from './retrieve-submission/retrieve-submission.ts';
export { listServices, removeService, type ServiceItem } from './services/list-services.ts';
export type { SubmissionOptions, SubmissionProgress } from './submission/submission.ts';
export {
  addStorageClass,
  changeStorageClass,
  listStorageClasses,
  type NewStorageClass,
  removeStorageClass,
  type StorageClassChange,
  type StorageClassLsItem,
} from './storage-classes/storage-classes.ts';
export {
  listRecycledFiles,
  type RecycledFileCriteria,
  type RecycledFileLsItem,
} from './tape-files/list-recycled-files.ts';
export { listTapeFiles, type TapeFileCriteria, type TapeFileLsItem } from './tape-files/list-tape-files.ts';
export { type RemovedTapeFile, removeTapeFile } from './tape-files/remove-tape-file.ts';
export {
  addTapePool,
  changeTapePool,
  listTapePools,
  type NewTapePool,
  removeTapePool,
  type TapePoolChange,
  type TapePoolLsItem,
} from './tape-pools/tape-pools.ts';
export { requestTapeLabel, type TapeLabelOptions, waitForTapeLabel } from './tapes/tape-label.ts';
export type { TapeLog, TapeLsItem } from './tapes/tape-ls-item.ts';
export {
  addTape,
  changeTape,
  listTapes,
  type NewTape,
  reclaimTape,
  removeTape,
  settableTapeStates,
  type TapeChange,
  type TapeCriteria,
} from './tapes/tapes.ts';
export {
  addVirtualOrganization,
  changeVirtualOrganization,
  listVirtualOrganizations,
  type NewVirtualOrganization,
  removeVirtualOrganization,
  type VirtualOrganizationChange,
  type VirtualOrganizationLsItem,
} from './virtual-organizations/virtual-organizations.ts';
