import type { ArchiveFileId, Vid } from '@cta/catalogue';
import { type Database, sql } from '@cta/database';
import type { JobId, RetrieveRequestId } from '../identifiers.ts';
import { retrieveJobs } from '../jobs/job-table.ts';
import { type TakeLimits, takeFor, takenJobs } from '../jobs/take.ts';
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
  limits: TakeLimits,
): Promise<readonly RetrieveJob[]> {
  return takeFor(db, mount.mountId, async (t) => {
    const rows = await t.query<JobRow>(sql`
      WITH ${takenJobs(retrieveJobs, { mountId: mount.mountId, queue: sql`vid = ${mount.vid}`, limits })}
      SELECT job_id, retrieve_request_id, vid, copy_nb, fseq, block_id, archive_file_id, request.size_in_bytes,
        checksum_adler32, storage_class, dst_url, disk_instance, disk_file_id, disk_file_path
      FROM taken JOIN retrieve_request AS request USING (retrieve_request_id)
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
