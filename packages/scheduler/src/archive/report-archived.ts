import type { MountId } from '@cta/catalogue';
import { type Database, sql, type Transaction } from '@cta/database';
import type { JobId } from '../identifiers.ts';
import { withMount } from '../mounts/locked-mount.ts';
import { settleArchiveRequests } from './settle-archive-requests.ts';

/**
 * The Catalogue has these copies, written by this mount. When none of a request's copies is left, its report is due.
 * @returns how many jobs that ended: those that the mount still owned
 */
export function reportArchived(db: Database, mountId: MountId, jobIds: readonly JobId[]): Promise<number> {
  return withMount(db, mountId, 0, (t) => endJobs(t, mountId, jobIds));
}

/**
 * The Catalogue had these copies before this mount took their jobs (`existingCopies`): nothing is transferred. This is how a
 * report that was lost is made good.
 * @returns how many jobs that ended: those that the mount still owned
 */
export function settleArchived(db: Database, mountId: MountId, jobIds: readonly JobId[]): Promise<number> {
  return reportArchived(db, mountId, jobIds);
}

async function endJobs(t: Transaction, mountId: MountId, jobIds: readonly JobId[]): Promise<number> {
  const ended = await t.query<{ archive_request_id: bigint }>(sql`
    DELETE FROM archive_job WHERE job_id = ANY (${jobIds}::bigint[]) AND mount_id = ${mountId}
    RETURNING archive_request_id`);
  if (ended.length === 0) return 0;
  await t.execute(sql`
    WITH settled AS (
      SELECT archive_request_id, count(*) AS jobs, NULL AS code, NULL AS text, NULL AS log
      FROM unnest(${ended.map((row) => row.archive_request_id)}::bigint[]) AS ended (archive_request_id)
      GROUP BY archive_request_id
    ), ${settleArchiveRequests}`);
  return ended.length;
}
