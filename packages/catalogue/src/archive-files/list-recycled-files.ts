import { joined, type Queryable, type Statement, sql } from '@cta/database';
import type { ArchiveFileId, Vid } from '../identifiers.ts';
import { adler32OfBlob } from './checksum-blob.ts';

/** A copy that was given up, as the recycle log keeps it. */
export interface RecycledFile {
  readonly archiveFileId: ArchiveFileId;
  readonly vid: Vid;
  readonly fSeq: bigint;
  readonly blockId: bigint;
  readonly copyNb: number;
  readonly writtenAt: Date;
  readonly diskInstance: string;
  readonly diskFileId: string;
  readonly diskFileIdWhenDeleted: string;
  readonly diskFileUid: number;
  readonly diskFileGid: number;
  readonly diskFilePath: string | null;
  readonly sizeBytes: bigint;
  readonly adler32: number;
  readonly storageClass: string;
  readonly virtualOrganization: string;
  readonly archivedAt: Date;
  readonly reconciledAt: Date;
  readonly collocationHint: string | null;
  readonly reason: string;
  readonly deletedAt: Date;
}

/** Each criterion that is given must hold. */
export interface RecycledFileFilter {
  readonly vid?: Vid;
  readonly archiveFileId?: ArchiveFileId;
  readonly copyNb?: number;
  readonly diskInstance?: string;
  readonly diskFileId?: string;
  readonly virtualOrganization?: string;
}

/** @returns copies by file and copy number, those of one tape in its order */
export async function listRecycledFiles(q: Queryable, filter: RecycledFileFilter): Promise<readonly RecycledFile[]> {
  const rows = await q.query<
    Omit<RecycledFile, 'adler32'> & { readonly blob: Buffer | null; readonly adler32: bigint }
  >(sql`
    SELECT r.ARCHIVE_FILE_ID AS "archiveFileId", r.VID AS "vid", r.FSEQ AS "fSeq", r.BLOCK_ID AS "blockId",
           r.COPY_NB::int AS "copyNb", to_timestamp(r.TAPE_FILE_CREATION_TIME) AS "writtenAt",
           r.DISK_INSTANCE_NAME AS "diskInstance", r.DISK_FILE_ID AS "diskFileId",
           r.DISK_FILE_ID_WHEN_DELETED AS "diskFileIdWhenDeleted", r.DISK_FILE_UID::float8 AS "diskFileUid",
           r.DISK_FILE_GID::float8 AS "diskFileGid", r.DISK_FILE_PATH AS "diskFilePath", r.SIZE_IN_BYTES AS "sizeBytes",
           r.CHECKSUM_BLOB AS "blob", r.CHECKSUM_ADLER32 AS "adler32", s.STORAGE_CLASS_NAME AS "storageClass",
           v.VIRTUAL_ORGANIZATION_NAME AS "virtualOrganization",
           to_timestamp(r.ARCHIVE_FILE_CREATION_TIME) AS "archivedAt",
           to_timestamp(r.RECONCILIATION_TIME) AS "reconciledAt", r.COLLOCATION_HINT AS "collocationHint",
           r.REASON_LOG AS "reason", to_timestamp(r.RECYCLE_LOG_TIME) AS "deletedAt"
      FROM FILE_RECYCLE_LOG r
      JOIN STORAGE_CLASS s USING (STORAGE_CLASS_ID)
      JOIN VIRTUAL_ORGANIZATION v USING (VIRTUAL_ORGANIZATION_ID)
     WHERE ${joined([sql`true`, ...criteria(filter)], ' AND ')}
     ORDER BY ${filter.vid === undefined ? sql`r.ARCHIVE_FILE_ID, r.COPY_NB` : sql`r.FSEQ`}, r.FILE_RECYCLE_LOG_ID`);
  return rows.map(({ blob, adler32, ...row }) => ({
    ...row,
    adler32: (blob === null ? undefined : adler32OfBlob(blob)) ?? Number(adler32),
  }));
}

function criteria(filter: RecycledFileFilter): readonly Statement[] {
  const { vid, archiveFileId, copyNb, diskInstance, diskFileId, virtualOrganization } = filter;
  return [
    vid === undefined ? undefined : sql`r.VID = ${vid}`,
    archiveFileId === undefined ? undefined : sql`r.ARCHIVE_FILE_ID = ${archiveFileId}`,
    copyNb === undefined ? undefined : sql`r.COPY_NB = ${copyNb}`,
    diskInstance === undefined ? undefined : sql`r.DISK_INSTANCE_NAME = ${diskInstance}`,
    diskFileId === undefined ? undefined : sql`r.DISK_FILE_ID = ${diskFileId}`,
    virtualOrganization === undefined ? undefined : sql`v.VIRTUAL_ORGANIZATION_NAME = ${virtualOrganization}`,
  ].filter((criterion) => criterion !== undefined);
}
