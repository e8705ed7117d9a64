import { ArchiveFileId, type TapeFile, type TapeFileFilter, listTapeFiles as tapeFilesOf, Vid } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';
import { secondsOf } from '../entry-logs.ts';

/** A copy of a file on tape: fields of CTA's TapeFileLsItem. */
export interface TapeFileLsItem {
  readonly af: {
    readonly archiveId: bigint;
    readonly storageClass: string;
    /** Seconds since the epoch. */
    readonly creationTime: bigint;
    readonly checksum: readonly { readonly type: 'ADLER32'; readonly value: string }[];
    /** Bytes. */
    readonly size: bigint;
  };
  readonly df: {
    readonly diskId: string;
    readonly diskInstance: string;
    readonly ownerId: { readonly uid: number; readonly gid: number };
  };
  readonly tf: {
    readonly vid: string;
    readonly copyNb: number;
    readonly blockId: bigint;
    readonly fSeq: bigint;
  };
}

/** Each criterion that is given must hold. */
export interface TapeFileCriteria {
  readonly vid?: string;
  readonly diskInstance?: string;
  readonly diskFileId?: string;
  readonly archiveFileId?: bigint;
}

/**
 * Copies of files: those of a tape in its order, or those of a file.
 * @throws VALUE_INVALID where neither is given, or an id of a disk file without its disk instance
 */
export async function listTapeFiles(
  { catalogueDb }: AdminContext,
  criteria: TapeFileCriteria,
): Promise<readonly TapeFileLsItem[]> {
  const files = await tapeFilesOf(catalogueDb, filterOf(criteria));
  return files.filter((file) => matches(file, criteria)).map(tapeFileLsItem);
}

/** The narrowest criterion that the Catalogue can search by. */
function filterOf({ vid, diskInstance, diskFileId, archiveFileId }: TapeFileCriteria): TapeFileFilter {
  if (archiveFileId !== undefined) return { archiveFileIds: [ArchiveFileId(archiveFileId)] };
  if (diskFileId !== undefined) {
    if (diskInstance === undefined) throw wrongSearch('Disk file IDs are ambiguous without disk instance name');
    return { diskInstance, diskFileIds: [diskFileId] };
  }
  if (vid !== undefined) return { vid: Vid(vid) };
  throw wrongSearch('Must specify at least one of the following search options: vid, diskfileid or archiveFileId');
}

function matches(file: TapeFile, { vid, diskInstance, diskFileId }: TapeFileCriteria): boolean {
  return (
    (vid === undefined || file.vid === vid) &&
    (diskInstance === undefined || file.diskInstance === diskInstance) &&
    (diskFileId === undefined || file.diskFileId === diskFileId)
  );
}

function tapeFileLsItem(file: TapeFile): TapeFileLsItem {
  return {
    af: {
      archiveId: file.archiveFileId,
      storageClass: file.storageClass,
      creationTime: secondsOf(file.archivedAt),
      checksum: [{ type: 'ADLER32', value: file.adler32.toString(16).padStart(8, '0') }],
      size: file.sizeBytes,
    },
    df: {
      diskId: file.diskFileId,
      diskInstance: file.diskInstance,
      ownerId: { uid: file.diskFileUid, gid: file.diskFileGid },
    },
    tf: { vid: file.vid, copyNb: file.copyNb, blockId: file.blockId, fSeq: file.fSeq },
  };
}

function wrongSearch(message: string): ConditionError {
  return new ConditionError('VALUE_INVALID', { message, details: { kind: 'search option' } });
}
