import { type Queryable, type Statement, sql } from '@cta/database';
import type { ArchiveFileId, Vid } from '../identifiers.ts';
import { adler32OfBlob } from './checksum-blob.ts';

/** A copy of a file, and the file. */
export interface TapeFile {
  readonly archiveFileId: ArchiveFileId;
  readonly storageClass: string;
  readonly diskInstance: string;
  readonly diskFileId: string;
  readonly diskFileUid: number;
  readonly diskFileGid: number;
  readonly sizeBytes: bigint;
  readonly adler32: number;
  readonly archivedAt: Date;
  readonly vid: Vid;
  readonly fSeq: bigint;
  readonly blockId: bigint;
  readonly copyNb: number;
  readonly writtenAt: Date;
}

/** Which files: those of a tape, or all copies of some. */
export type TapeFileFilter =
  | { readonly vid: Vid; readonly fSeq?: bigint }
  | { readonly archiveFileIds: readonly ArchiveFileId[] }
  | { readonly diskInstance: string; readonly diskFileIds: readonly string[] };

/** @returns copies in the order of the tape, or by file and copy number */
export async function listTapeFiles(q: Queryable, filter: TapeFileFilter): Promise<readonly TapeFile[]> {
  const rows = await q.query<
    Omit<TapeFile, 'adler32'> & { readonly blob: Buffer | null; readonly adler32: bigint }
  >(sql`
    SELECT a.ARCHIVE_FILE_ID AS "archiveFileId", s.STORAGE_CLASS_NAME AS "storageClass",
           a.DISK_INSTANCE_NAME AS "diskInstance", a.DISK_FILE_ID AS "diskFileId",
           a.DISK_FILE_UID::float8 AS "diskFileUid", a.DISK_FILE_GID::float8 AS "diskFileGid",
           a.SIZE_IN_BYTES AS "sizeBytes", a.CHECKSUM_BLOB AS "blob", a.CHECKSUM_ADLER32 AS "adler32",
           to_timestamp(a.CREATION_TIME) AS "archivedAt", f.VID AS "vid", f.FSEQ AS "fSeq",
           f.BLOCK_ID AS "blockId", f.COPY_NB::int AS "copyNb", to_timestamp(f.CREATION_TIME) AS "writtenAt"
      FROM TAPE_FILE f
      JOIN ARCHIVE_FILE a USING (ARCHIVE_FILE_ID)
      JOIN STORAGE_CLASS s USING (STORAGE_CLASS_ID)
     WHERE ${criterion(filter)}
     ORDER BY ${'vid' in filter ? sql`f.FSEQ` : sql`a.ARCHIVE_FILE_ID, f.COPY_NB`}`);
  return rows.map(({ blob, adler32, ...row }) => ({
    ...row,
    adler32: (blob === null ? undefined : adler32OfBlob(blob)) ?? Number(adler32),
  }));
}

function criterion(filter: TapeFileFilter): Statement {
  if ('vid' in filter) {
    return filter.fSeq === undefined
      ? sql`f.VID = ${filter.vid}`
      : sql`f.VID = ${filter.vid} AND f.FSEQ = ${filter.fSeq}`;
  }
  if ('archiveFileIds' in filter) return sql`a.ARCHIVE_FILE_ID = ANY(${filter.archiveFileIds}::numeric[])`;
  return sql`a.DISK_INSTANCE_NAME = ${filter.diskInstance} AND a.DISK_FILE_ID = ANY(${filter.diskFileIds})`;
}
