import { type Statement, sql } from '@cta/database';
import type { ArchiveFileId, DriveName, MountId, Vid } from '../identifiers.ts';
import { checksumBlobOf } from './checksum-blob.ts';

/** A copy of a file of the archive. */
export interface FileCopy {
  readonly archiveFileId: ArchiveFileId;
  readonly copyNb: number;
}

/** A file that is on a tape, flushed. */
export interface ArchivedFile extends FileCopy {
  readonly fSeq: bigint;
  readonly blockId: bigint;
  readonly sizeBytes: bigint;
  readonly adler32: number;
  readonly diskInstance: string;
  readonly diskFileId: string;
  readonly diskFileUid: number;
  readonly diskFileGid: number;
  readonly storageClass: string;
}

/** What one flush has made durable, in the order of the tape. */
export interface ArchivedBatch {
  readonly driveName: DriveName;
  readonly mountId: MountId;
  readonly vid: Vid;
  /** Last fSeq of the tape before the first of these files; theirs follow it without a gap. */
  readonly lastFseqBefore: bigint;
  readonly files: readonly ArchivedFile[];
}

/** The files as a relation, one array a column, for `FROM`. */
export function batchRelation({ files }: ArchivedBatch): Statement {
  return sql`unnest(
    ${files.map(({ archiveFileId }) => archiveFileId)}::numeric[],
    ${files.map(({ copyNb }) => copyNb)}::numeric[],
    ${files.map(({ fSeq }) => fSeq)}::numeric[],
    ${files.map(({ blockId }) => blockId)}::numeric[],
    ${files.map(({ sizeBytes }) => sizeBytes)}::numeric[],
    ${files.map(({ adler32 }) => adler32)}::numeric[],
    ${files.map(({ adler32 }) => checksumBlobOf(adler32))}::bytea[],
    ${files.map(({ diskInstance }) => diskInstance)}::text[],
    ${files.map(({ diskFileId }) => diskFileId)}::text[],
    ${files.map(({ diskFileUid }) => diskFileUid)}::numeric[],
    ${files.map(({ diskFileGid }) => diskFileGid)}::numeric[],
    ${files.map(({ storageClass }) => storageClass)}::text[]
  ) AS b (ARCHIVE_FILE_ID, COPY_NB, FSEQ, BLOCK_ID, SIZE_IN_BYTES, ADLER32, CHECKSUM_BLOB, DISK_INSTANCE_NAME,
          DISK_FILE_ID, DISK_FILE_UID, DISK_FILE_GID, STORAGE_CLASS_NAME)`;
}
