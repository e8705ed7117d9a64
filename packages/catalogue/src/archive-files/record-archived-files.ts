import { ConditionError, isCondition } from '@cta/conditions';
import { type Database, sql, type Transaction } from '@cta/database';
import { epochNow } from '../author.ts';
import { attempt, noSuchEntity } from '../refusals.ts';
import { type ArchivedBatch, batchRelation } from './archived-batch.ts';
import { type BatchOutcome, outcomeOf } from './batch-outcome.ts';

/**
 * Makes a batch of archived files true, in one transaction that the drive may try only while it is in this mount. Told
 * twice it answers the same and changes nothing. A file that contradicts the Catalogue is left out, and told; its place on
 * the tape counts as used.
 * @throws MOUNT_LOST, TAPE_CHANGED_MEANWHILE: nothing was recorded, and nothing of this session can be any more
 */
export async function recordArchivedFiles(db: Database, batch: ArchivedBatch): Promise<BatchOutcome> {
  requireConsecutive(batch);
  for (let attemptsLeft = 3; ; attemptsLeft -= 1) {
    try {
      return await record(db, batch);
    } catch (error) {
      if (attemptsLeft === 1 || !lostAgainstAnother(error)) throw error;
    }
  }
}

/** Another drive recorded something at the same time that stands in the way; next time it is seen, and told. */
function lostAgainstAnother(error: unknown): boolean {
  if (!isCondition(error, 'CONSTRAINT_VIOLATED')) return isCondition(error, 'TRANSACTION_CONFLICT');
  return contested.has(String(error.details['constraint']));
}

/** A disk file archived under two ids, a copy written by two drives. */
const contested: ReadonlySet<string> = new Set(['archive_file_din_dfi_un', 'tape_file_afi_copy_nb_un']);

function record(db: Database, batch: ArchivedBatch): Promise<BatchOutcome> {
  const lastFseq = batch.lastFseqBefore + BigInt(batch.files.length);
  return db.transaction(async (t) => {
    const foundFseq = await lockTape(t, batch);
    await requireMount(t, batch);
    if (foundFseq === batch.lastFseqBefore) {
      await insertArchiveFiles(t, batch);
      await insertTapeFiles(t, batch);
      const outcome = await outcomeOf(t, batch);
      await moveTape(t, batch, lastFseq, outcome);
      return outcome;
    }
    if (foundFseq !== lastFseq || !(await isRecorded(t, batch))) throw tapeChanged(batch, foundFseq);
    return outcomeOf(t, batch);
  });
}

function requireConsecutive({ lastFseqBefore, files }: ArchivedBatch): void {
  for (const [index, { fSeq }] of files.entries()) {
    const expected = lastFseqBefore + BigInt(index + 1);
    if (fSeq !== expected) {
      throw new ConditionError('UNFORESEEN_ERROR', { message: `a batch has fSeq ${fSeq} where ${expected} is due` });
    }
  }
}

/** Serialises those who write to a tape. */
async function lockTape(t: Transaction, { vid }: ArchivedBatch): Promise<bigint> {
  const [tape] = await t.query<{ lastFseq: bigint }>(
    sql`SELECT LAST_FSEQ AS "lastFseq" FROM TAPE WHERE VID = ${vid} FOR UPDATE`,
  );
  if (tape === undefined) throw noSuchEntity(attempt('modify', 'tape', vid));
  return tape.lastFseq;
}

/** The lock keeps the drive in its mount until COMMIT. */
async function requireMount(t: Transaction, { driveName, mountId, vid }: ArchivedBatch): Promise<void> {
  const [drive] = await t.query<{ mountId: bigint | null }>(
    sql`SELECT SESSION_ID AS "mountId" FROM DRIVE_STATE WHERE DRIVE_NAME = ${driveName} FOR SHARE`,
  );
  if (drive?.mountId === mountId) return;
  throw new ConditionError('MOUNT_LOST', {
    message: `drive ${driveName} is not in mount ${mountId} of tape ${vid} any more`,
    details: { drive: driveName, mount_id: mountId, vid, found_mount_id: drive?.mountId ?? null },
  });
}

/**
 * Written so that no index on the instance alone is used for it: half of the archive may have the same one, and a planner
 * without fresh statistics would look through all of it for each file.
 */
const sameDiskInstance = sql`a.DISK_INSTANCE_NAME || '' = b.DISK_INSTANCE_NAME`;

/** Ordered by id, so that drives which record other copies of the same files wait for each other and never in a circle. */
async function insertArchiveFiles(t: Transaction, batch: ArchivedBatch): Promise<void> {
  await t.execute(sql`
    INSERT INTO ARCHIVE_FILE (
      ARCHIVE_FILE_ID, DISK_INSTANCE_NAME, DISK_FILE_ID, DISK_FILE_UID, DISK_FILE_GID, SIZE_IN_BYTES,
      CHECKSUM_BLOB, CHECKSUM_ADLER32, STORAGE_CLASS_ID, CREATION_TIME, RECONCILIATION_TIME
    )
    SELECT b.ARCHIVE_FILE_ID, b.DISK_INSTANCE_NAME, b.DISK_FILE_ID, b.DISK_FILE_UID, b.DISK_FILE_GID,
           b.SIZE_IN_BYTES, b.CHECKSUM_BLOB, b.ADLER32, s.STORAGE_CLASS_ID, ${epochNow}, ${epochNow}
      FROM (SELECT DISTINCT ON (DISK_INSTANCE_NAME, DISK_FILE_ID) *
              FROM ${batchRelation(batch)} ORDER BY DISK_INSTANCE_NAME, DISK_FILE_ID, FSEQ) AS b
      JOIN STORAGE_CLASS s USING (STORAGE_CLASS_NAME)
      JOIN DISK_INSTANCE i USING (DISK_INSTANCE_NAME)
     WHERE NOT EXISTS (
       SELECT FROM ARCHIVE_FILE a
        WHERE a.DISK_FILE_ID = b.DISK_FILE_ID AND ${sameDiskInstance}
     )
     ORDER BY b.ARCHIVE_FILE_ID
    ON CONFLICT (ARCHIVE_FILE_ID) DO NOTHING`);
}

/**
 * A copy that another mount has recorded meanwhile stays as it is. The rule that there is one is CTA's to break until its
 * COMMIT, so it cannot be what ON CONFLICT looks at; here it holds at once.
 */
async function insertTapeFiles(t: Transaction, batch: ArchivedBatch): Promise<void> {
  await t.execute(sql`
    INSERT INTO TAPE_FILE (VID, FSEQ, BLOCK_ID, LOGICAL_SIZE_IN_BYTES, COPY_NB, CREATION_TIME, ARCHIVE_FILE_ID)
    SELECT DISTINCT ON (b.ARCHIVE_FILE_ID, b.COPY_NB)
           ${batch.vid}, b.FSEQ, b.BLOCK_ID, b.SIZE_IN_BYTES, b.COPY_NB, ${epochNow}, b.ARCHIVE_FILE_ID
      FROM ${batchRelation(batch)}
      JOIN ARCHIVE_FILE a USING (ARCHIVE_FILE_ID)
     WHERE a.SIZE_IN_BYTES = b.SIZE_IN_BYTES AND a.CHECKSUM_ADLER32 = b.ADLER32
       AND ${sameDiskInstance}
       AND NOT EXISTS (
         SELECT FROM TAPE_FILE f WHERE f.ARCHIVE_FILE_ID = b.ARCHIVE_FILE_ID AND f.COPY_NB = b.COPY_NB
       )
     ORDER BY b.ARCHIVE_FILE_ID, b.COPY_NB, b.FSEQ`);
  await t.execute(sql`SET CONSTRAINTS TAPE_FILE_AFI_COPY_NB_UN IMMEDIATE`);
}

/** All files are on the tape; those that were recorded are what it is kept for. */
async function moveTape(
  t: Transaction,
  { vid, driveName, files }: ArchivedBatch,
  lastFseq: bigint,
  { recorded }: BatchOutcome,
): Promise<void> {
  const bytesOnTape = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0n);
  const bytesRecorded = recorded.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0n);
  await t.execute(sql`
    UPDATE TAPE
       SET LAST_FSEQ = ${lastFseq}, DATA_IN_BYTES = DATA_IN_BYTES + ${bytesOnTape},
           MASTER_DATA_IN_BYTES = MASTER_DATA_IN_BYTES + ${bytesRecorded},
           NB_MASTER_FILES = NB_MASTER_FILES + ${recorded.length},
           LAST_WRITE_DRIVE = ${driveName}, LAST_WRITE_TIME = ${epochNow}
     WHERE VID = ${vid}`);
}

/** Whether what the tape has in the place of this batch is this batch, and not what somebody else wrote there. */
async function isRecorded(t: Transaction, batch: ArchivedBatch): Promise<boolean> {
  const { vid, lastFseqBefore } = batch;
  const [row] = await t.query<{ same: boolean }>(sql`
    SELECT NOT EXISTS (
      SELECT FROM TAPE_FILE f
       WHERE f.VID = ${vid} AND f.FSEQ > ${lastFseqBefore} AND NOT EXISTS (
         SELECT FROM ${batchRelation(batch)}
          WHERE b.FSEQ = f.FSEQ AND b.ARCHIVE_FILE_ID = f.ARCHIVE_FILE_ID AND b.COPY_NB = f.COPY_NB
            AND b.BLOCK_ID = f.BLOCK_ID)
    ) AS "same"`);
  return row?.same === true;
}

function tapeChanged({ vid, lastFseqBefore, mountId }: ArchivedBatch, found: bigint): ConditionError {
  return new ConditionError('TAPE_CHANGED_MEANWHILE', {
    message: `tape ${vid} has last fSeq ${found}, where mount ${mountId} wrote after ${lastFseqBefore}`,
    details: { vid, mount_id: mountId, found_last_fseq: found, expected_last_fseq: lastFseqBefore },
  });
}
