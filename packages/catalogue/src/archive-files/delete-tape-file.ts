import { ConditionError } from '@cta/conditions';
import { type Database, sql, type Transaction } from '@cta/database';
import { epochNow } from '../author.ts';
import type { ArchiveFileId, Vid } from '../identifiers.ts';
import { attempt, noSuchEntity, requireTexts, shortened } from '../refusals.ts';
import type { TapeState } from '../tapes/tape.ts';

/** One copy of a file. */
export interface CopyOnTape {
  readonly archiveFileId: ArchiveFileId;
  readonly vid: Vid;
}

/** States in which nobody reads or writes a tape, so that its copies may be given up. */
const deletableStates: ReadonlySet<TapeState> = new Set(['BROKEN', 'REPACKING_DISABLED']);

/**
 * Gives up the copy of a file that is on a tape: the Catalogue forgets it, the recycle log keeps it. The file's last copy stays,
 * and so do those on tapes that are in use (catalogue: 5.13).
 * @throws NO_SUCH_ENTITY, VALUE_INVALID without a reason, TAPE_FILE_NOT_DELETABLE
 */
export async function deleteTapeFile(db: Database, { archiveFileId, vid }: CopyOnTape, reason: string): Promise<void> {
  const what = attempt('delete', 'tape file', `${archiveFileId} on ${vid}`);
  requireTexts(what, { reason });
  await db.transaction(async (t) => {
    const state = await lockedTapeState(t, vid);
    if (state === undefined) throw noSuchEntity(what, { kind: 'tape', name: vid });
    if (!deletableStates.has(state)) {
      throw notDeletable(what.name, `tape ${vid} is ${state}, and must be BROKEN or REPACKING_DISABLED`);
    }
    const copies = await lockedCopies(t, archiveFileId);
    const onTape = copies.filter((copy) => copy === vid).length;
    if (onTape === 0) throw noSuchEntity(what);
    if (copies.length === 1) throw notDeletable(what.name, 'it is the only copy of the file');
    if (onTape > 1) throw notDeletable(what.name, `tape ${vid} has ${onTape} copies of the file`);
    await recycle(t, { archiveFileId, vid }, `(Deleted using cta-admin tf rm) ${reason}`);
  });
}

async function lockedTapeState(t: Transaction, vid: Vid): Promise<TapeState | undefined> {
  const [tape] = await t.query<{ state: TapeState }>(
    sql`SELECT TAPE_STATE AS "state" FROM TAPE WHERE VID = ${vid} FOR UPDATE`,
  );
  return tape?.state;
}

/** The tapes of all copies of a file. The file is locked: of two copies that are deleted at once, one stays. */
async function lockedCopies(t: Transaction, archiveFileId: ArchiveFileId): Promise<readonly Vid[]> {
  await t.query(sql`SELECT FROM ARCHIVE_FILE WHERE ARCHIVE_FILE_ID = ${archiveFileId} FOR UPDATE`);
  const rows = await t.query<{ vid: Vid }>(
    sql`SELECT VID AS "vid" FROM TAPE_FILE WHERE ARCHIVE_FILE_ID = ${archiveFileId}`,
  );
  return rows.map(({ vid }) => vid);
}

async function recycle(t: Transaction, { archiveFileId, vid }: CopyOnTape, reason: string): Promise<void> {
  await t.execute(sql`
    WITH deleted AS (
      DELETE FROM TAPE_FILE WHERE ARCHIVE_FILE_ID = ${archiveFileId} AND VID = ${vid} RETURNING *
    ), dirty AS (
      UPDATE TAPE SET DIRTY = '1' WHERE VID = ${vid}
    )
    INSERT INTO FILE_RECYCLE_LOG (
      FILE_RECYCLE_LOG_ID, VID, FSEQ, BLOCK_ID, COPY_NB, TAPE_FILE_CREATION_TIME, ARCHIVE_FILE_ID, DISK_INSTANCE_NAME,
      DISK_FILE_ID, DISK_FILE_ID_WHEN_DELETED, DISK_FILE_UID, DISK_FILE_GID, SIZE_IN_BYTES, CHECKSUM_BLOB,
      CHECKSUM_ADLER32, STORAGE_CLASS_ID, ARCHIVE_FILE_CREATION_TIME, RECONCILIATION_TIME, COLLOCATION_HINT, REASON_LOG,
      RECYCLE_LOG_TIME)
    SELECT nextval('FILE_RECYCLE_LOG_ID_SEQ'), d.VID, d.FSEQ, d.BLOCK_ID, d.COPY_NB, d.CREATION_TIME, ARCHIVE_FILE_ID,
           a.DISK_INSTANCE_NAME, a.DISK_FILE_ID, a.DISK_FILE_ID, a.DISK_FILE_UID, a.DISK_FILE_GID, a.SIZE_IN_BYTES,
           a.CHECKSUM_BLOB, a.CHECKSUM_ADLER32, a.STORAGE_CLASS_ID, a.CREATION_TIME, a.RECONCILIATION_TIME,
           a.COLLOCATION_HINT, ${shortened(reason)}, ${epochNow}
      FROM deleted d JOIN ARCHIVE_FILE a USING (ARCHIVE_FILE_ID)`);
}

function notDeletable(name: string, reason: string): ConditionError {
  return new ConditionError('TAPE_FILE_NOT_DELETABLE', {
    message: `Cannot delete tape file ${name} because ${reason}`,
    details: { kind: 'tape file', name },
  });
}
