import { type Queryable, sql } from '@cta/database';

/**
 * Replaces the tally rows of all queues by their sums. Rows that somebody else folds right now are left to him; who reads
 * sees rows or their sum, never both.
 * @returns how many rows there are less
 */
export async function foldQueueTallies(q: Queryable): Promise<number> {
  return (await foldArchiveTallies(q)) + (await foldRetrieveTallies(q));
}

async function foldArchiveTallies(q: Queryable): Promise<number> {
  const [row] = await q.query<{ fewer: bigint }>(sql`
    WITH folded AS (
      DELETE FROM archive_queue_tally
      WHERE ctid = ANY (ARRAY (
        SELECT ctid FROM archive_queue_tally
        WHERE (tape_pool, mount_policy, priority, min_archive_request_age) IN (
          SELECT tape_pool, mount_policy, priority, min_archive_request_age FROM archive_queue_tally GROUP BY 1, 2, 3, 4 HAVING count(*) > 1)
        FOR UPDATE SKIP LOCKED))
      RETURNING *
    ), sums AS (
      INSERT INTO archive_queue_tally
      SELECT tape_pool, mount_policy, priority, min_archive_request_age, sum(jobs), sum(bytes)
      FROM folded GROUP BY 1, 2, 3, 4 HAVING sum(jobs) <> 0 OR sum(bytes) <> 0
      RETURNING 1
    )
    SELECT (SELECT count(*) FROM folded) - (SELECT count(*) FROM sums) AS fewer`);
  return Number(row?.fewer ?? 0);
}

async function foldRetrieveTallies(q: Queryable): Promise<number> {
  const [row] = await q.query<{ fewer: bigint }>(sql`
    WITH folded AS (
      DELETE FROM retrieve_queue_tally
      WHERE ctid = ANY (ARRAY (
        SELECT ctid FROM retrieve_queue_tally
        WHERE (vid, mount_policy, priority, min_retrieve_request_age) IN (
          SELECT vid, mount_policy, priority, min_retrieve_request_age FROM retrieve_queue_tally GROUP BY 1, 2, 3, 4 HAVING count(*) > 1)
        FOR UPDATE SKIP LOCKED))
      RETURNING *
    ), sums AS (
      INSERT INTO retrieve_queue_tally
      SELECT vid, mount_policy, priority, min_retrieve_request_age, sum(jobs), sum(bytes)
      FROM folded GROUP BY 1, 2, 3, 4 HAVING sum(jobs) <> 0 OR sum(bytes) <> 0
      RETURNING 1
    )
    SELECT (SELECT count(*) FROM folded) - (SELECT count(*) FROM sums) AS fewer`);
  return Number(row?.fewer ?? 0);
}
