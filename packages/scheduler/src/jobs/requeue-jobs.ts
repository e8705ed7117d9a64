import type { MountId } from '@cta/catalogue';
import { type Database, sql, type Transaction } from '@cta/database';
import type { JobId } from '../identifiers.ts';
import { type LockedMount, withMount } from '../mounts/locked-mount.ts';
import { now } from '../schema/database-clock.ts';

/**
 * Puts jobs that a mount still owns back into their queues at their old places, for any mount; no retry is counted. For
 * what was never tried or is not durable: a stop, a full tape, files after the last flush.
 * @returns how many went back
 */
export function requeueJobs(db: Database, mountId: MountId, jobIds: readonly JobId[] | 'all'): Promise<number> {
  return withMount(db, mountId, 0, (t, mount) => (jobIds === 'all' ? requeueAll(t, mount) : requeue(t, mount, jobIds)));
}

/** All that the mount still owns: taken, or kept for it after a failure. */
export function requeueAll(t: Transaction, { mountId, type }: LockedMount): Promise<number> {
  switch (type) {
    case 'ARCHIVE_FOR_USER':
      return t.execute(sql`UPDATE archive_job SET mount_id = NULL, is_taken = FALSE WHERE mount_id = ${mountId}`);
    case 'RETRIEVE':
      return t.execute(sql`UPDATE retrieve_job SET mount_id = NULL, is_taken = FALSE WHERE mount_id = ${mountId}`);
    case 'LABEL':
      return t.execute(sql`
        UPDATE label_request SET status = 'queued', mount_id = NULL, last_update_time = ${now}
        WHERE mount_id = ${mountId} AND status = 'active'`);
  }
}

async function requeue(t: Transaction, { mountId, type }: LockedMount, jobIds: readonly JobId[]): Promise<number> {
  switch (type) {
    case 'ARCHIVE_FOR_USER':
      return t.execute(sql`
        UPDATE archive_job SET mount_id = NULL, is_taken = FALSE
        WHERE job_id = ANY (${jobIds}::bigint[]) AND mount_id = ${mountId}`);
    case 'RETRIEVE':
      return t.execute(sql`
        UPDATE retrieve_job SET mount_id = NULL, is_taken = FALSE
        WHERE job_id = ANY (${jobIds}::bigint[]) AND mount_id = ${mountId}`);
    case 'LABEL':
      return 0;
  }
}
