import { type Statement, sql, type Transaction } from '@cta/database';
import type { LockedMount } from '../mounts/locked-mount.ts';
import type { JobTable } from './job-table.ts';
import type { JudgedJob, TriedJobRow } from './judged-job.ts';

type Judged = readonly JudgedJob<TriedJobRow>[];

/** Keeps jobs that will be tried again: for the mount that they failed in, or in their queue. */
export async function keepTrying(
  t: Transaction,
  { name: table }: JobTable,
  { mountId }: LockedMount,
  jobs: Judged,
): Promise<void> {
  if (jobs.length === 0) return;
  await t.execute(sql`
    UPDATE ${table} AS job
    SET mount_id = again.mount_id, is_taken = FALSE, total_retries = again.total, last_mount_with_failure = ${mountId},
      retries_within_mount = again.within_mount, failure_log = concat_ws(E'\n', failure_log, again.log_line)
    FROM unnest(
      ${jobs.map(({ row }) => row.job_id)}::bigint[],
      ${jobs.map(({ after }) => (after.fate === 'retry-in-mount' ? mountId : null))}::bigint[],
      ${jobs.map(({ after }) => after.total)}::smallint[],
      ${jobs.map(({ after }) => after.withinMount)}::smallint[],
      ${jobs.map(({ logLine }) => logLine)}::text[]
    ) AS again (job_id, mount_id, total, within_mount, log_line)
    WHERE job.job_id = again.job_id`);
}

/**
 * Beginning of a statement that gives jobs up: `failed` has, for each, its request, why it failed (code and text) and the log
 * of all its failures.
 */
export function failedJobs({ name: table, requestId }: JobTable, jobs: Judged): Statement {
  return sql`
    failed AS (
      DELETE FROM ${table} AS job
      USING unnest(
        ${jobs.map(({ row }) => row.job_id)}::bigint[],
        ${jobs.map(({ failure }) => failure.code)}::text[],
        ${jobs.map(({ failure }) => failure.text)}::text[],
        ${jobs.map(({ logLine }) => logLine)}::text[]
      ) AS failure (job_id, code, text, log_line)
      WHERE job.job_id = failure.job_id
      RETURNING ${requestId}, code, text, concat_ws(E'\n', failure_log, log_line) AS log
    )`;
}
