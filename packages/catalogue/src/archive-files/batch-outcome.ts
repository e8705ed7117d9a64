import { ConditionError } from '@cta/conditions';
import { sql, type Transaction } from '@cta/database';
import { attempt, entityExists, noSuchEntity } from '../refusals.ts';
import { type ArchivedBatch, type ArchivedFile, batchRelation, type FileCopy } from './archived-batch.ts';

/** What has become of the files of a batch; each is in one of the three. */
export interface BatchOutcome {
  readonly recorded: readonly ArchivedFile[];
  /** The Catalogue has this copy elsewhere: what is on this tape is one too many. */
  readonly alreadyThere: readonly ArchivedFile[];
  /** Contradicts the Catalogue: it is not recorded. */
  readonly refused: readonly RefusedFile[];
}

export interface RefusedFile {
  readonly file: ArchivedFile;
  /** FILE_DIFFERS_FROM_CATALOGUE, NO_SUCH_ENTITY of its class or disk instance, ENTITY_EXISTS of its disk file. */
  readonly error: ConditionError;
}

interface OutcomeRow extends FileCopy {
  readonly recordedHere: boolean;
  readonly recordedElsewhere: boolean;
  readonly sizeBytes: bigint | null;
  readonly adler32: bigint | null;
  readonly diskInstance: string | null;
  readonly storageClassExists: boolean;
  readonly diskInstanceExists: boolean;
}

/** Reads what the Catalogue says of each file, so that the answer is the same whoever did the recording. */
export async function outcomeOf(t: Transaction, batch: ArchivedBatch): Promise<BatchOutcome> {
  const rows = await t.query<OutcomeRow>(sql`
    SELECT b.ARCHIVE_FILE_ID AS "archiveFileId", b.COPY_NB::int AS "copyNb",
           COALESCE(f.VID = ${batch.vid} AND f.FSEQ = b.FSEQ, false) AS "recordedHere",
           f.VID IS NOT NULL AS "recordedElsewhere",
           a.SIZE_IN_BYTES AS "sizeBytes", a.CHECKSUM_ADLER32 AS "adler32", a.DISK_INSTANCE_NAME AS "diskInstance",
           s.STORAGE_CLASS_ID IS NOT NULL AS "storageClassExists",
           i.DISK_INSTANCE_NAME IS NOT NULL AS "diskInstanceExists"
      FROM ${batchRelation(batch)}
      LEFT JOIN ARCHIVE_FILE a USING (ARCHIVE_FILE_ID)
      LEFT JOIN TAPE_FILE f ON f.ARCHIVE_FILE_ID = b.ARCHIVE_FILE_ID AND f.COPY_NB = b.COPY_NB
      LEFT JOIN STORAGE_CLASS s USING (STORAGE_CLASS_NAME)
      LEFT JOIN DISK_INSTANCE i ON i.DISK_INSTANCE_NAME = b.DISK_INSTANCE_NAME
     ORDER BY b.FSEQ`);
  const recorded: ArchivedFile[] = [];
  const alreadyThere: ArchivedFile[] = [];
  const refused: RefusedFile[] = [];
  for (const [index, file] of batch.files.entries()) {
    const row = rows[index];
    if (row === undefined) throw new ConditionError('UNFORESEEN_ERROR', { message: 'a batch has lost a file' });
    if (row.recordedHere) recorded.push(file);
    else if (agrees(file, row) && row.recordedElsewhere) alreadyThere.push(file);
    else refused.push({ file, error: contradiction(file, row) });
  }
  return { recorded, alreadyThere, refused };
}

function agrees(file: ArchivedFile, row: OutcomeRow): boolean {
  return (
    row.sizeBytes === file.sizeBytes && row.adler32 === BigInt(file.adler32) && row.diskInstance === file.diskInstance
  );
}

function contradiction(file: ArchivedFile, row: OutcomeRow): ConditionError {
  const what = attempt('archive', 'archive file', String(file.archiveFileId));
  if (row.sizeBytes !== null) return differs(file, row);
  if (!row.storageClassExists) return noSuchEntity(what, { kind: 'storage class', name: file.storageClass });
  if (!row.diskInstanceExists) return noSuchEntity(what, { kind: 'disk instance', name: file.diskInstance });
  return entityExists(what, `another archive file has disk file ${file.diskFileId} of ${file.diskInstance}`);
}

function differs(file: ArchivedFile, row: OutcomeRow): ConditionError {
  const { archiveFileId, copyNb, sizeBytes, adler32, diskInstance } = file;
  return new ConditionError('FILE_DIFFERS_FROM_CATALOGUE', {
    message: `copy ${copyNb} of archive file ${archiveFileId} has ${sizeBytes} bytes and Adler-32 ${hex(adler32)}, the Catalogue ${row.sizeBytes} bytes and ${hex(row.adler32 ?? 0n)}`,
    details: {
      archive_file_id: archiveFileId,
      copy_nb: copyNb,
      size: sizeBytes,
      catalogue_size: row.sizeBytes,
      adler32,
      catalogue_adler32: row.adler32,
      disk_instance: diskInstance,
      catalogue_disk_instance: row.diskInstance,
    },
  });
}

function hex(checksum: number | bigint): string {
  return checksum.toString(16).padStart(8, '0');
}
