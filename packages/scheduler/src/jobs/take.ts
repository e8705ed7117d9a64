import type { MountId } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type Database, type Statement, sql, type Transaction } from '@cta/database';
import { touchMount } from '../mounts/end-mount.ts';
import { withMount } from '../mounts/locked-mount.ts';
import type { JobTable } from './job-table.ts';

/** How much a mount takes at once. */
export interface TakeLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

/**
 * Runs a take for a mount, which thereby shows that it lives.
 * @throws MOUNT_ENDED where it does not
 */
export async function takeFor<Job>(
  db: Database,
  mountId: MountId,
  take: (t: Transaction) => Promise<readonly Job[]>,
): Promise<readonly Job[]> {
  const jobs = await withMount<readonly Job[] | undefined>(db, mountId, undefined, async (t) =>
    (await touchMount(t, mountId)) ? take(t) : undefined,
  );
  if (jobs !== undefined) return jobs;
  throw new ConditionError('MOUNT_ENDED', {
    message: `mount ${mountId} takes no more jobs`,
    details: { mount_id: mountId },
  });
}

export interface Take {
  readonly mountId: MountId;
  /** Which jobs are of the queue that the mount takes from. */
  readonly queue: Statement;
  readonly limits: TakeLimits;
}

/**
 * Beginning of a statement that takes jobs, highest priority and then oldest first: as many as fit within the limits, and
 * one however large it is. What the mount may try once more comes before the queue. `taken` has their columns, and their
 * place in that order.
 */
export function takenJobs({ name: table }: JobTable, { mountId, queue, limits }: Take): Statement {
  const { maxFiles, maxBytes } = limits;
  return sql`
      again AS (
        SELECT job_id, priority, size_in_bytes, 0 AS turn FROM ${table}
        WHERE mount_id = ${mountId} AND NOT is_taken
        ORDER BY mount_id, job_id LIMIT ${maxFiles} FOR UPDATE
      ), queued AS (
        SELECT job_id, priority, size_in_bytes, 1 AS turn FROM ${table}
        WHERE ${queue} AND mount_id IS NULL
        ORDER BY priority DESC, job_id LIMIT ${maxFiles} FOR UPDATE SKIP LOCKED
      ), ranked AS (
        SELECT job_id, row_number() OVER place AS place, sum(size_in_bytes) OVER place AS bytes
        FROM (SELECT * FROM again UNION ALL SELECT * FROM queued) AS candidate
        WINDOW place AS (ORDER BY turn, priority DESC, job_id)
      ), taken AS (
        UPDATE ${table} AS job SET mount_id = ${mountId}, is_taken = TRUE
        FROM ranked
        WHERE job.job_id = ranked.job_id AND (place = 1 OR place <= ${maxFiles} AND bytes <= ${maxBytes})
        RETURNING job.*, place
      )`;
}
