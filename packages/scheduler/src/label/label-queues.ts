import { type Queryable, sql } from '@cta/database';

/** Label requests that wait for a drive of a logical library. */
export interface LabelQueue {
  readonly logicalLibrary: string;
  readonly requests: number;
  /** When the oldest was queued, in seconds since the epoch. */
  readonly oldestStartTime: number;
}

interface LabelQueueRow {
  readonly logical_library: string;
  readonly requests: bigint;
  readonly oldest_start_time: bigint;
}

/** What waits to be labelled, by logical library. */
export async function labelQueues(q: Queryable): Promise<readonly LabelQueue[]> {
  const rows = await q.query<LabelQueueRow>(sql`
    SELECT logical_library, count(*) AS requests, min(creation_time) AS oldest_start_time
    FROM label_request WHERE status = 'queued' GROUP BY logical_library ORDER BY logical_library`);
  return rows.map((row) => ({
    logicalLibrary: row.logical_library,
    requests: Number(row.requests),
    oldestStartTime: Number(row.oldest_start_time),
  }));
}
