import type { Vid } from '@cta/catalogue';
import { type Queryable, sql } from '@cta/database';

/** Tapes that have other copies of what waits for a tape. */
export async function otherTapesOf(q: Queryable, vid: Vid): Promise<readonly Vid[]> {
  const rows = await q.query<{ other: Vid }>(sql`
    SELECT DISTINCT other FROM retrieve_job JOIN retrieve_request USING (retrieve_request_id), unnest(alternate_vids) AS other
    WHERE vid = ${vid} AND mount_id IS NULL AND other <> ${vid}
    ORDER BY other`);
  return rows.map(({ other }) => other);
}

/**
 * Moves what waits for a tape, which nobody can read now, to the queues of other tapes: each job to its first copy on one
 * of them. What has no copy there stays, and waits for the tape to come back. No retry is counted.
 * @returns how many jobs moved
 */
export function moveRetrieveJobs(q: Queryable, from: Vid, to: readonly Vid[]): Promise<number> {
  return q.execute(sql`
    UPDATE retrieve_job
    SET vid = other.vid, copy_nb = other.copy_nb, fseq = other.fseq, block_id = other.block_id
    FROM (
      SELECT DISTINCT ON (job_id) job_id, copy.vid, copy.copy_nb, copy.fseq, copy.block_id
      FROM retrieve_job AS waiting JOIN retrieve_request USING (retrieve_request_id)
      CROSS JOIN LATERAL unnest(alternate_vids, alternate_copy_nbs, alternate_fseqs, alternate_block_ids)
        WITH ORDINALITY AS copy (vid, copy_nb, fseq, block_id, place)
      WHERE waiting.vid = ${from} AND mount_id IS NULL AND copy.vid = ANY (${to}::text[]) AND copy.vid <> ${from}
      ORDER BY job_id, place
    ) AS other
    WHERE retrieve_job.job_id = other.job_id AND retrieve_job.vid = ${from} AND retrieve_job.mount_id IS NULL`);
}
