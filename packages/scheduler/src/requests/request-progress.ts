import { type Queryable, type Statement, sql } from '@cta/database';
import type { ArchiveRequestId, RetrieveRequestId } from '../identifiers.ts';

/** Which requests: by number, or all that were queued under one tag. */
export type RequestSelection =
  | { readonly archiveRequestIds: readonly ArchiveRequestId[] }
  | { readonly retrieveRequestIds: readonly RetrieveRequestId[] }
  | { readonly requestGroup: string };

/** How many requests are how far. Finished ones are counted until they are deleted (`deleteFinished`). */
export interface RequestProgress {
  /** Nothing of it was begun. */
  readonly queued: number;
  /** A mount has taken a job of it, or some of its copies are safe. */
  readonly active: number;
  /** All copies are safe, or the file is in place; whether or not that was reported. */
  readonly done: number;
  /** A job failed for good; whether or not that was reported. */
  readonly failed: number;
}

interface ProgressRow {
  readonly state: keyof RequestProgress;
  readonly requests: bigint;
}

/** Counts requests by how far they are. */
export async function requestProgress(q: Queryable, selection: RequestSelection): Promise<RequestProgress> {
  const rows = await q.query<ProgressRow>(sql`
    SELECT state, count(*) AS requests FROM (${statesOf(selection)}) AS request GROUP BY state`);
  const count = (wanted: keyof RequestProgress): number =>
    Number(rows.find(({ state }) => state === wanted)?.requests ?? 0);
  return { queued: count('queued'), active: count('active'), done: count('done'), failed: count('failed') };
}

function statesOf(selection: RequestSelection): Statement {
  if ('archiveRequestIds' in selection) {
    return archiveStates(sql`archive_request_id = ANY (${selection.archiveRequestIds}::bigint[])`);
  }
  if ('retrieveRequestIds' in selection) {
    return retrieveStates(sql`retrieve_request_id = ANY (${selection.retrieveRequestIds}::bigint[])`);
  }
  const inGroup = sql`request_group = ${selection.requestGroup}`;
  return sql`${archiveStates(inGroup)} UNION ALL ${retrieveStates(inGroup)}`;
}

function archiveStates(condition: Statement): Statement {
  return sql`
    SELECT CASE
      WHEN failure_code IS NOT NULL THEN 'failed'
      WHEN jobs_left = 0 THEN 'done'
      WHEN jobs_left < request_job_count THEN 'active'
      WHEN EXISTS (
        SELECT 1 FROM archive_job
        WHERE archive_job.archive_request_id = archive_request.archive_request_id AND mount_id IS NOT NULL) THEN 'active'
      ELSE 'queued'
    END AS state
    FROM archive_request WHERE ${condition}`;
}

function retrieveStates(condition: Statement): Statement {
  return sql`
    SELECT CASE
      WHEN failure_code IS NOT NULL THEN 'failed'
      WHEN status <> 'RJS_ToTransfer' THEN 'done'
      WHEN EXISTS (
        SELECT 1 FROM retrieve_job
        WHERE retrieve_job.retrieve_request_id = retrieve_request.retrieve_request_id AND mount_id IS NOT NULL)
        THEN 'active'
      ELSE 'queued'
    END AS state
    FROM retrieve_request WHERE ${condition}`;
}
