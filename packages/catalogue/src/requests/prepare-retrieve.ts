import { ConditionError } from '@cta/conditions';
import type { Queryable } from '@cta/database';
import { sql } from '@cta/database';
import type { ArchiveFileId, Vid } from '../identifiers.ts';
import { attempt, noSuchEntity } from '../refusals.ts';
import type { TapeState } from '../tapes/tape.ts';
import { mountPolicyOfRequest, type Requester } from './mount-policy-of-request.ts';

/** Files that somebody wants back. */
export interface RetrieveIntent {
  readonly archiveFileIds: readonly ArchiveFileId[];
  readonly diskInstance: string;
  readonly requester: Requester;
  readonly activity?: string;
}

/** A copy that can be read, now or once its tape is ACTIVE again. */
export interface UsableCopy {
  readonly vid: Vid;
  readonly copyNb: number;
  readonly fSeq: bigint;
  readonly blockId: bigint;
  readonly tapeState: 'ACTIVE' | 'DISABLED';
}

/** What a retrieve request needs to know of its file. */
export interface RetrievableFile {
  readonly archiveFileId: ArchiveFileId;
  readonly sizeBytes: bigint;
  readonly adler32: number;
  readonly storageClass: string;
  readonly diskFileId: string;
  /** At least one, the oldest first. */
  readonly copies: readonly UsableCopy[];
  readonly mountPolicy: {
    readonly name: string;
    readonly retrievePriority: number;
    readonly retrieveMinRequestAge: number;
  };
}

/** A file that cannot be had, and why: NO_SUCH_ENTITY, TAPE_COPY_UNAVAILABLE, TAPE_COPY_LOST, DISK_INSTANCE_DIFFERS. */
export interface UnretrievableFile {
  readonly archiveFileId: ArchiveFileId;
  readonly error: ConditionError;
}

/**
 * Resolves copies and mount policy of files to be retrieved.
 * @returns one result a file, in the order of the ids
 * @throws MOUNT_RULE_MISSING, which is so for all of them
 */
export async function prepareRetrieve(
  q: Queryable,
  { archiveFileIds, diskInstance, requester, activity }: RetrieveIntent,
): Promise<readonly (RetrievableFile | UnretrievableFile)[]> {
  const policy = await mountPolicyOfRequest(q, diskInstance, requester, activity);
  const { name, retrievePriority, retrieveMinRequestAge } = policy;
  const copies = Map.groupBy(await copiesOf(q, archiveFileIds), ({ archiveFileId }) => archiveFileId);
  return archiveFileIds.map((archiveFileId) => {
    const prepared = prepareFile(archiveFileId, diskInstance, copies.get(archiveFileId) ?? []);
    return 'error' in prepared
      ? prepared
      : { ...prepared, mountPolicy: { name, retrievePriority, retrieveMinRequestAge } };
  });
}

interface CopyRow extends Omit<UsableCopy, 'tapeState'> {
  readonly archiveFileId: ArchiveFileId;
  readonly diskInstance: string;
  readonly diskFileId: string;
  readonly sizeBytes: bigint;
  readonly adler32: bigint;
  readonly storageClass: string;
  readonly tapeState: TapeState;
}

function copiesOf(q: Queryable, archiveFileIds: readonly ArchiveFileId[]): Promise<readonly CopyRow[]> {
  return q.query<CopyRow>(sql`
    SELECT a.ARCHIVE_FILE_ID AS "archiveFileId", a.DISK_INSTANCE_NAME AS "diskInstance",
           a.DISK_FILE_ID AS "diskFileId", a.SIZE_IN_BYTES AS "sizeBytes", a.CHECKSUM_ADLER32 AS "adler32",
           s.STORAGE_CLASS_NAME AS "storageClass", f.VID AS "vid", f.COPY_NB::int AS "copyNb", f.FSEQ AS "fSeq",
           f.BLOCK_ID AS "blockId", t.TAPE_STATE AS "tapeState"
      FROM ARCHIVE_FILE a
      JOIN STORAGE_CLASS s USING (STORAGE_CLASS_ID)
      JOIN TAPE_FILE f USING (ARCHIVE_FILE_ID)
      JOIN TAPE t USING (VID)
     WHERE a.ARCHIVE_FILE_ID = ANY(${archiveFileIds}::numeric[])
     ORDER BY f.CREATION_TIME, f.COPY_NB`);
}

/** States of tapes that nobody will read again. */
const lostStates: ReadonlySet<TapeState> = new Set(['BROKEN', 'BROKEN_PENDING', 'EXPORTED', 'EXPORTED_PENDING']);

function prepareFile(
  archiveFileId: ArchiveFileId,
  diskInstance: string,
  rows: readonly CopyRow[],
): Omit<RetrievableFile, 'mountPolicy'> | UnretrievableFile {
  const [first] = rows;
  if (first === undefined) {
    return { archiveFileId, error: noSuchEntity(attempt('retrieve', 'archive file', String(archiveFileId))) };
  }
  const copies = rows.flatMap(({ vid, copyNb, fSeq, blockId, tapeState }) =>
    tapeState === 'ACTIVE' || tapeState === 'DISABLED' ? [{ vid, copyNb, fSeq, blockId, tapeState }] : [],
  );
  if (copies.length === 0) return { archiveFileId, error: noUsableCopy(archiveFileId, rows) };
  if (first.diskInstance !== diskInstance) {
    return { archiveFileId, error: otherInstance(archiveFileId, first.diskInstance, diskInstance) };
  }
  const { sizeBytes, adler32, storageClass, diskFileId } = first;
  return { archiveFileId, sizeBytes, adler32: Number(adler32), storageClass, diskFileId, copies };
}

function noUsableCopy(archiveFileId: ArchiveFileId, rows: readonly CopyRow[]): ConditionError {
  const isLost = rows.every(({ tapeState }) => lostStates.has(tapeState));
  const tapes = rows.map(({ vid, tapeState }) => `${vid} (${tapeState})`);
  return new ConditionError(isLost ? 'TAPE_COPY_LOST' : 'TAPE_COPY_UNAVAILABLE', {
    message: `archive file ${archiveFileId} is on ${tapes.join(', ')}`,
    details: { archive_file_id: archiveFileId, tapes },
  });
}

function otherInstance(archiveFileId: ArchiveFileId, owner: string, asked: string): ConditionError {
  return new ConditionError('DISK_INSTANCE_DIFFERS', {
    message: `archive file ${archiveFileId} belongs to ${owner}, not to ${asked}`,
    details: { archive_file_id: archiveFileId, disk_instance: owner, requested_disk_instance: asked },
  });
}
