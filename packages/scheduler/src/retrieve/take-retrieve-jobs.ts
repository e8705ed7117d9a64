import type { ArchiveFileId, Vid } from '@cta/catalogue';
import { type Database, sql } from '@cta/database';
import type { JobId, RetrieveRequestId } from '../identifiers.ts';
import { type TakeLimits, takeFor } from '../jobs/take.ts';
import type { Mount } from '../mounts/mount.ts';
import type { RetrieveDiskFile } from './retrieve-request.ts';

/** One copy to be read. */
export interface RetrieveJob {
  readonly jobId: JobId;
  readonly requestId: RetrieveRequestId;
  readonly vid: Vid;
  readonly copyNb: number;
  readonly fSeq: bigint;
  readonly blockId: bigint;
  readonly archiveFileId: ArchiveFileId;
  readonly sizeBytes: number;
  readonly adler32: number;
  readonly storageClass: string;
  /** null: read and verify only. */
  readonly destinationUrl: string | null;
  readonly diskFile: RetrieveDiskFile;
}

interface JobRow {
  readonly job_id: JobId;
  readonly retrieve_request_id: RetrieveRequestId;
  readonly vid: Vid;
  readonly copy_nb: number;
  readonly fseq: bigint;
  readonly block_id: bigint;
  readonly archive_file_id: ArchiveFileId;
  readonly size_in_bytes: bigint;
  readonly checksum_adler32: bigint;
  readonly storage_class: string;
  readonly dst_url: string | null;
  readonly disk_instance: string;
  readonly disk_file_id: string;
  readonly disk_file_path: string;
}

/**
 * Takes jobs on the mount's tape, highest priority and then oldest first: as many as fit within the limits, and one
 * however large it is. They come in the order in which they lie on tape. The take counts as a sign of life.
 * @throws MOUNT_ENDED where the mount is not live any more
 */
export function takeRetrieveJobs(
  db: Database,
  mount: Pick<Mount, 'mountId' | 'vid'>,
  { maxFiles, maxBytes }: TakeLimits,
): Promise<readonly RetrieveJob[]> {
  return takeFor(db, mount.mountId, async (t) => {
    const rows = await t.query<JobRow>(sql`
      WITH again AS (
        SELECT job_id, priority, size_in_bytes, 0 AS turn FROM retrieve_job
        WHERE mount_id = ${mount.mountId} AND NOT is_taken
        ORDER BY mount_id, job_id LIMIT ${maxFiles} FOR UPDATE
      ), queued AS (
        SELECT job_id, priority, size_in_bytes, 1 AS turn FROM retrieve_job
        WHERE vid = ${mount.vid} AND mount_id IS NULL
        ORDER BY priority DESC, job_id LIMIT ${maxFiles} FOR UPDATE SKIP LOCKED
      ), ranked AS (
        SELECT job_id, row_number() OVER place AS place, sum(size_in_bytes) OVER place AS bytes
        FROM (SELECT * FROM again UNION ALL SELECT * FROM queued) AS candidate
        WINDOW place AS (ORDER BY turn, priority DESC, job_id)
      ), taken AS (
        UPDATE retrieve_job SET mount_id = ${mount.mountId}, is_taken = TRUE
        FROM ranked
        WHERE retrieve_job.job_id = ranked.job_id AND (place = 1 OR place <= ${maxFiles} AND bytes <= ${maxBytes})
        RETURNING retrieve_job.job_id, retrieve_request_id, vid, copy_nb, fseq, block_id
      )
      SELECT job_id, retrieve_request_id, vid, copy_nb, fseq, block_id, archive_file_id, size_in_bytes,
        checksum_adler32, storage_class, dst_url, disk_instance, disk_file_id, disk_file_path
      FROM taken JOIN retrieve_request USING (retrieve_request_id)
      ORDER BY block_id, job_id`);
    return rows.map(fromRow);
  });
}

function fromRow(row: JobRow): RetrieveJob {
  return {
    jobId: row.job_id,
    requestId: row.retrieve_request_id,
    vid: row.vid,
    copyNb: row.copy_nb,
    fSeq: row.fseq,
    blockId: row.block_id,
    archiveFileId: row.archive_file_id,
    sizeBytes: Number(row.size_in_bytes),
    adler32: Number(row.checksum_adler32),
    storageClass: row.storage_class,
    destinationUrl: row.dst_url,
    diskFile: { instance: row.disk_instance, fileId: row.disk_file_id, path: row.disk_file_path },
  };
}
