import type { Vid } from '@cta/catalogue';
import { type Queryable, sql } from '@cta/database';
import { type LabelQueue, labelQueues } from '../label/label-queues.ts';
import { type ArchiveQueue, type QueueTally, type RetrieveQueue, summarize } from './queue-summary.ts';

/** All that waits, by kind. */
export interface QueueSummaries {
  readonly archive: readonly ArchiveQueue[];
  readonly retrieve: readonly RetrieveQueue[];
  readonly label: readonly LabelQueue[];
}

/** All queues that are not empty. What it costs depends on the number of queues, not on what is in them. */
export async function queueSummaries(q: Queryable): Promise<QueueSummaries> {
  const [archive, retrieve, label] = [await archiveQueues(q), await retrieveQueues(q), await labelQueues(q)];
  return { archive, retrieve, label };
}

// The head of each priority tells how old a queue is. The condition is `priority <=`, not `=`, since only the index of
// the queue gives that order: with `=` the planner may take the primary key instead and walk over all taken jobs.

/** What waits to be archived, by tape pool. */
export async function archiveQueues(q: Queryable): Promise<readonly ArchiveQueue[]> {
  const tallies = await q.query<QueueTally>(sql`
    SELECT tally.*, (
      SELECT start_time FROM archive_job
      WHERE tape_pool = tally.queue AND priority <= tally.priority AND mount_id IS NULL
      ORDER BY priority DESC, job_id LIMIT 1
    ) AS oldest_start_time
    FROM (
      SELECT tape_pool AS queue, mount_policy, priority, min_archive_request_age AS min_request_age,
        sum(jobs)::bigint AS jobs, sum(bytes)::bigint AS bytes
      FROM archive_queue_tally GROUP BY 1, 2, 3, 4 HAVING sum(jobs) > 0
    ) AS tally`);
  return [...summarize(tallies)].map(([tapePool, summary]) => ({ tapePool, ...summary }));
}

/** What waits to be retrieved, by tape. */
export async function retrieveQueues(q: Queryable): Promise<readonly RetrieveQueue[]> {
  const tallies = await q.query<QueueTally>(sql`
    SELECT tally.*, (
      SELECT start_time FROM retrieve_job
      WHERE vid = tally.queue AND priority <= tally.priority AND mount_id IS NULL
      ORDER BY priority DESC, job_id LIMIT 1
    ) AS oldest_start_time
    FROM (
      SELECT vid AS queue, mount_policy, priority, min_retrieve_request_age AS min_request_age,
        sum(jobs)::bigint AS jobs, sum(bytes)::bigint AS bytes
      FROM retrieve_queue_tally GROUP BY 1, 2, 3, 4 HAVING sum(jobs) > 0
    ) AS tally`);
  return [...summarize(tallies)].map(([vid, summary]) => ({ vid: vid as Vid, ...summary }));
}
