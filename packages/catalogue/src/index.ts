export { adoptCatalogue, adoptionScript } from './adoption/adopt-catalogue.ts';
export type { SchemaDifference } from './adoption/compare-shapes.ts';
export { findCatalogueSchema } from './adoption/find-catalogue.ts';
export { type CatalogueInspection, type DoubledCopy, inspectCatalogue, isFit } from './adoption/inspect-catalogue.ts';
export { type CatalogueLogin, parseCatalogueLogin } from './adoption/login-file.ts';
export type { SchemaPart, SchemaPartKind } from './adoption/schema-shape.ts';
export type { Alert, AlertChange, AlertKind, AlertSubject, PendingAlert } from './alerts/alert.ts';
export {
  alertDelivered,
  deleteOldAlerts,
  type ForgottenAlerts,
  isPending,
  pendingAlerts,
} from './alerts/alert-outbox.ts';
export { settleAlerts } from './alerts/settle-alerts.ts';
export type { ArchivedBatch, ArchivedFile, FileCopy } from './archive-files/archived-batch.ts';
export type { BatchOutcome, RefusedFile } from './archive-files/batch-outcome.ts';
export { type CopyOnTape, deleteTapeFile } from './archive-files/delete-tape-file.ts';
export { existingCopies } from './archive-files/existing-copies.ts';
export { listRecycledFiles, type RecycledFile, type RecycledFileFilter } from './archive-files/list-recycled-files.ts';
export { listTapeFiles, type TapeFile, type TapeFileFilter } from './archive-files/list-tape-files.ts';
export { recordArchivedFiles } from './archive-files/record-archived-files.ts';
export {
  type ArchiveRoute,
  type ArchiveRouteChange,
  type ArchiveRouteKey,
  type ArchiveRouteType,
  changeArchiveRoute,
  createArchiveRoute,
  deleteArchiveRoute,
  listArchiveRoutes,
} from './archive-routes/archive-routes.ts';
export type { AuditEntry, AuditLog, Author } from './author.ts';
export {
  changeDiskInstance,
  createDiskInstance,
  type DiskInstance,
  type DiskInstanceChange,
  deleteDiskInstance,
  listDiskInstances,
} from './disk-instances/disk-instances.ts';
export {
  changeReason,
  type DownCause,
  type DriveOrder,
  putDriveDown,
  setDriveDown,
  setDriveUp,
} from './drives/desired-state.ts';
export type {
  DesiredState,
  Drive,
  DriveConfigOption,
  DriveMount,
  DriveSession,
  DriveStatus,
  DriveStatusReport,
  IdleStatus,
  MountStatus,
  MountType,
} from './drives/drive.ts';
export { type DriveHardware, readDriveHardware, reportDriveHardware } from './drives/drive-hardware.ts';
export { causeOfDown, type DriveEvent, type DriveEventKind, driveHistory } from './drives/drive-history.ts';
export { changeDriveComment, removeDrive } from './drives/manage-drives.ts';
export { driveConfig, listDrives, readDrive } from './drives/read-drives.ts';
export { type DriveRegistration, registerDrive } from './drives/register-drive.ts';
export {
  type FirstFault,
  firstSessionFault,
  type PairHistory,
  pairHistory,
  type PastSession,
  libraryServed,
  recordSessionFault,
  settleSessionFault,
  type SessionFault,
} from './drives/session-history.ts';
export { reportDriveStatus } from './drives/report-drive-status.ts';
export { ArchiveFileId, DriveName, MountId, Vid } from './identifiers.ts';
export {
  changeLogicalLibrary,
  createLogicalLibrary,
  deleteLogicalLibrary,
  type LogicalLibrary,
  type LogicalLibraryChange,
  type LogicalLibraryListItem,
  listLogicalLibraries,
} from './libraries/logical-libraries.ts';
export type { Availability } from './libraries/availability.ts';
export {
  changePhysicalLibrary,
  createPhysicalLibrary,
  deletePhysicalLibrary,
  listPhysicalLibraries,
  type PhysicalLibrary,
  type PhysicalLibraryChange,
  type PhysicalLibraryListItem,
} from './libraries/physical-libraries.ts';
export {
  changeMediaType,
  createMediaType,
  deleteMediaType,
  listMediaTypes,
  type MediaType,
  type MediaTypeChange,
} from './media-types/media-types.ts';
export {
  changeMountPolicy,
  createMountPolicy,
  deleteMountPolicy,
  listMountPolicies,
  type MountPolicy,
  type MountPolicyChange,
} from './mount-policies/mount-policies.ts';
export {
  changeRequesterGroupMountRule,
  changeRequesterMountRule,
  createRequesterGroupMountRule,
  createRequesterMountRule,
  deleteRequesterGroupMountRule,
  deleteRequesterMountRule,
  listRequesterGroupMountRules,
  listRequesterMountRules,
  type MountRule,
  type MountRuleChange,
} from './mount-policies/mount-rules.ts';
export type { Requester } from './requests/mount-policy-of-request.ts';
export {
  type ArchiveIntent,
  nextArchiveFileIds,
  type PreparedArchive,
  prepareArchive,
} from './requests/prepare-archive.ts';
export {
  prepareRetrieve,
  type RetrievableFile,
  type RetrieveIntent,
  type UnretrievableFile,
  type UsableCopy,
} from './requests/prepare-retrieve.ts';
export {
  type CatalogueVersion,
  catalogueMigrations,
  catalogueSchema,
  checkCatalogueSchema,
  migrateCatalogue,
  readCatalogueVersion,
} from './schema.ts';
export { type HeartbeatOptions, ServiceHeartbeat } from './service-instances/service-heartbeat.ts';
export {
  listServices,
  removeService,
  reportService,
  type ServiceInstance,
  type ServiceKind,
  type ServiceListItem,
  type ServicePhase,
} from './service-instances/service-instances.ts';
export {
  changeStorageClass,
  createStorageClass,
  deleteStorageClass,
  listStorageClasses,
  type StorageClass,
  type StorageClassChange,
} from './storage-classes/storage-classes.ts';
export {
  changeTapePool,
  createTapePool,
  deleteTapePool,
  listTapePools,
  type TapePool,
  type TapePoolChange,
  type TapePoolListItem,
} from './tape-pools/tape-pools.ts';
export { type DriveLockOptions, holdDriveLock } from './drives/drive-lock.ts';
export { claimTape, type TapeClaim } from './tapes/claim-tape.ts';
export { changeTape, markTapeFull, type TapeChange, tapeMounted } from './tapes/change-tape.ts';
export { createTape, deleteTape, type NewTape } from './tapes/create-tape.ts';
export { listTapes, type TapeFilter, type TapeListItem } from './tapes/list-tapes.ts';
export { type SettableTapeState, type TapeState, tapeStates } from './tapes/tape.ts';
export { checkTapeForLabel, tapeLabelled } from './tapes/tape-label.ts';
export { reclaimTape } from './tapes/reclaim-tape.ts';
export { changeTapeState, disableTape, type TapeStateChange } from './tapes/tape-state.ts';
export { type TapeForMount, tapesByVid, tapesForWriting } from './tapes/tapes-for-mounts.ts';
export {
  changeVirtualOrganization,
  createVirtualOrganization,
  deleteVirtualOrganization,
  listVirtualOrganizations,
  type VirtualOrganization,
  type VirtualOrganizationChange,
} from './virtual-organizations/virtual-organizations.ts';
