import { ArchiveFileId, deleteTapeFile, listTapeFiles, Vid } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';

/** The copy on a tape of one file, which is named by its id in the archive or in its disk system. */
export interface RemovedTapeFile {
  readonly vid: string;
  readonly archiveFileId?: bigint;
  readonly diskInstance?: string;
  readonly diskFileId?: string;
  readonly reason: string;
}

/**
 * Gives up a copy of a file: one that is not the last, on a tape that is BROKEN or REPACKING_DISABLED.
 * @throws VALUE_INVALID, NO_SUCH_ENTITY, TAPE_FILE_NOT_DELETABLE
 */
export async function removeTapeFile(admin: AdminContext, { vid, reason, ...file }: RemovedTapeFile): Promise<void> {
  const archiveFileId = await archiveFileOf(admin, file);
  await deleteTapeFile(admin.catalogueDb, { archiveFileId, vid: Vid(vid) }, reason);
}

async function archiveFileOf(
  { catalogueDb }: AdminContext,
  { archiveFileId, diskInstance, diskFileId }: Omit<RemovedTapeFile, 'vid' | 'reason'>,
): Promise<ArchiveFileId> {
  if (archiveFileId !== undefined) return ArchiveFileId(archiveFileId);
  if (diskInstance === undefined || diskFileId === undefined) {
    throw new ConditionError('VALUE_INVALID', {
      message: 'To delete a file copy either the diskFileId+diskInstanceName or archiveFileId must be specified',
      details: { kind: 'search option' },
    });
  }
  const [file] = await listTapeFiles(catalogueDb, { diskInstance, diskFileIds: [diskFileId] });
  if (file !== undefined) return file.archiveFileId;
  throw new ConditionError('NO_SUCH_ENTITY', {
    message: `Cannot delete tape file of ${diskInstance}:${diskFileId} because it does not exist`,
    details: { kind: 'tape file', name: `${diskInstance}:${diskFileId}` },
  });
}
