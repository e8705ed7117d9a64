import type { ArchiveFileId } from '@cta/catalogue';
import { type Database, sql } from '@cta/database';
import type { ArchiveRequestId, JobId } from '../identifiers.ts';
import { archiveJobs } from '../jobs/job-table.ts';
import { type TakeLimits, takeFor, takenJobs } from '../jobs/take.ts';
import type { Mount } from '../mounts/mount.ts';
import type { ArchiveDiskFile } from './archive-request.ts';

/** One copy to be written, with what the session and the Catalogue need to know of its file. */
export interface ArchiveJob {
  readonly jobId: JobId;
  readonly requestId: ArchiveRequestId;
  readonly copyNb: number;
  readonly archiveFileId: ArchiveFileId;
  readonly sizeBytes: number;
  readonly adler32: number | undefined;
  readonly storageClass: string;
  readonly sourceUrl: string;
  readonly diskFile: ArchiveDiskFile;
}

interface JobRow {
  readonly job_id: JobId;
  readonly archive_request_id: ArchiveRequestId;
  readonly copy_nb: number;
  readonly archive_file_id: ArchiveFileId;
  readonly size_in_bytes: bigint;
  readonly checksum_adler32: bigint | null;
  readonly storage_class: string;
  readonly src_url: string;
  readonly disk_instance: string;
  readonly disk_file_id: string;
  readonly disk_file_path: string;
  readonly disk_file_owner_uid: bigint;
  readonly disk_file_gid: bigint;
}

/**
 * Takes jobs of the mount's tape pool, highest priority and then oldest first: as many as fit within the limits, and one
 * however large it is. What the mount may try once more comes before the queue. The take counts as a sign of life.
 * @throws MOUNT_ENDED where the mount is not live any more
 */
export function takeArchiveJobs(
  db: Database,
  mount: Pick<Mount, 'mountId' | 'tapePool'>,
  limits: TakeLimits,
): Promise<readonly ArchiveJob[]> {
  return takeFor(db, mount.mountId, async (t) => {
    const rows = await t.query<JobRow>(sql`
      WITH ${takenJobs(archiveJobs, { mountId: mount.mountId, queue: sql`tape_pool = ${mount.tapePool}`, limits })}
      SELECT job_id, archive_request_id, copy_nb, archive_file_id, request.size_in_bytes, checksum_adler32, storage_class,
        src_url, disk_instance, disk_file_id, disk_file_path, disk_file_owner_uid, disk_file_gid
      FROM taken JOIN archive_request AS request USING (archive_request_id)
      ORDER BY place`);
    return rows.map(fromRow);
  });
}

function fromRow(row: JobRow): ArchiveJob {
  return {
    jobId: row.job_id,
    requestId: row.archive_request_id,
    copyNb: row.copy_nb,
    archiveFileId: row.archive_file_id,
    sizeBytes: Number(row.size_in_bytes),
    adler32: row.checksum_adler32 === null ? undefined : Number(row.checksum_adler32),
    storageClass: row.storage_class,
    sourceUrl: row.src_url,
    diskFile: {
      instance: row.disk_instance,
      fileId: row.disk_file_id,
      path: row.disk_file_path,
      ownerUid: Number(row.disk_file_owner_uid),
      gid: Number(row.disk_file_gid),
    },
  };
}
