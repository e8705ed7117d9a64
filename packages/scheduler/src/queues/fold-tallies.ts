import { type Queryable, type Statement, sql } from '@cta/database';

/**
 * Replaces the tally rows of all queues by their sums. Rows that somebody else folds right now are left to him; who reads
 * sees rows or their sum, never both.
 * @returns how many rows there are less
 */
export async function foldQueueTallies(q: Queryable): Promise<number> {
  return (await fold(q, archiveTallies)) + (await fold(q, retrieveTallies));
}

/** The two tables of tallies differ in what a queue is of, and in the names of their columns. */
interface TallyTable {
  readonly name: Statement;
  /** What the rows of one queue have in common. */
  readonly key: Statement;
}

const archiveTallies: TallyTable = {
  name: sql`archive_queue_tally`,
  key: sql`tape_pool, mount_policy, priority, min_archive_request_age`,
};

const retrieveTallies: TallyTable = {
  name: sql`retrieve_queue_tally`,
  key: sql`vid, mount_policy, priority, min_retrieve_request_age`,
};

async function fold(q: Queryable, { name: tallies, key }: TallyTable): Promise<number> {
  const [row] = await q.query<{ fewer: bigint }>(sql`
    WITH folded AS (
      DELETE FROM ${tallies}
      WHERE ctid = ANY (ARRAY (
        SELECT ctid FROM ${tallies}
        WHERE (${key}) IN (SELECT ${key} FROM ${tallies} GROUP BY ${key} HAVING count(*) > 1)
        FOR UPDATE SKIP LOCKED))
      RETURNING *
    ), sums AS (
      INSERT INTO ${tallies}
      SELECT ${key}, sum(jobs), sum(bytes) FROM folded GROUP BY ${key} HAVING sum(jobs) <> 0 OR sum(bytes) <> 0
      RETURNING 1
    )
    SELECT (SELECT count(*) FROM folded) - (SELECT count(*) FROM sums) AS fewer`);
  return Number(row?.fewer ?? 0);
}
