export { ArchiveFileId, DriveName, MountId, Vid } from './identifiers.ts';
