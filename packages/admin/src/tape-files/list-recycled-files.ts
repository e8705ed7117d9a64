import { ArchiveFileId, type RecycledFile, listRecycledFiles as recycledFilesOf, Vid } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';
import { secondsOf } from '../entry-logs.ts';

/** A copy that was given up: fields of CTA's RecycleTapeFileLsItem; times in seconds since the epoch. */
export interface RecycledFileLsItem {
  readonly vid: string;
  readonly fseq: bigint;
  readonly blockId: bigint;
  readonly copyNb: number;
  readonly tapeFileCreationTime: bigint;
  readonly archiveFileId: bigint;
  readonly diskInstance: string;
  readonly diskFileId: string;
  readonly diskFileIdWhenDeleted: string;
  readonly diskFileUid: bigint;
  readonly diskFileGid: bigint;
  /** Bytes. */
  readonly sizeInBytes: bigint;
  readonly checksum: readonly { readonly type: 'ADLER32'; readonly value: string }[];
  readonly storageClass: string;
  readonly virtualOrganization: string;
  readonly archiveFileCreationTime: bigint;
  readonly reconciliationTime: bigint;
  readonly collocationHint: string;
  readonly diskFilePath: string;
  readonly reasonLog: string;
  readonly recycleLogTime: bigint;
}

/** Each criterion that is given must hold. */
export interface RecycledFileCriteria {
  readonly vid?: string;
  readonly archiveFileId?: bigint;
  readonly copyNb?: number;
  readonly diskInstance?: string;
  readonly diskFileId?: string;
  readonly virtualOrganization?: string;
}

/**
 * Copies that were given up, of a tape in its order, else by file.
 * @throws VALUE_INVALID where no criterion is given (the number of the copy is not enough), or an id of a disk file without
 * its disk instance
 */
export async function listRecycledFiles(
  { catalogueDb }: AdminContext,
  { vid, archiveFileId, ...others }: RecycledFileCriteria,
): Promise<readonly RecycledFileLsItem[]> {
  const { copyNb: _, ...enough } = others;
  if (vid === undefined && archiveFileId === undefined && Object.keys(enough).length === 0) {
    throw wrongSearch('Must specify at least one of the following search options: vid, dfid, id, instance, vo');
  }
  if (others.diskFileId !== undefined && others.diskInstance === undefined) {
    throw wrongSearch('Disk file IDs are ambiguous without disk instance name');
  }
  const files = await recycledFilesOf(catalogueDb, {
    ...others,
    ...(vid !== undefined && { vid: Vid(vid) }),
    ...(archiveFileId !== undefined && { archiveFileId: ArchiveFileId(archiveFileId) }),
  });
  return files.map(recycledFileLsItem);
}

function recycledFileLsItem(file: RecycledFile): RecycledFileLsItem {
  return {
    vid: file.vid,
    fseq: file.fSeq,
    blockId: file.blockId,
    copyNb: file.copyNb,
    tapeFileCreationTime: secondsOf(file.writtenAt),
    archiveFileId: file.archiveFileId,
    diskInstance: file.diskInstance,
    diskFileId: file.diskFileId,
    diskFileIdWhenDeleted: file.diskFileIdWhenDeleted,
    diskFileUid: BigInt(file.diskFileUid),
    diskFileGid: BigInt(file.diskFileGid),
    sizeInBytes: file.sizeBytes,
    checksum: [{ type: 'ADLER32', value: file.adler32.toString(16).padStart(8, '0') }],
    storageClass: file.storageClass,
    virtualOrganization: file.virtualOrganization,
    archiveFileCreationTime: secondsOf(file.archivedAt),
    reconciliationTime: secondsOf(file.reconciledAt),
    collocationHint: file.collocationHint ?? '',
    diskFilePath: file.diskFilePath ?? '',
    reasonLog: file.reason,
    recycleLogTime: secondsOf(file.deletedAt),
  };
}

function wrongSearch(message: string): ConditionError {
  return new ConditionError('VALUE_INVALID', { message, details: { kind: 'search option' } });
}
