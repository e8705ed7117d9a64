import { sql, type Transaction } from '@cta/database';
import { afterFailure, archiveRetries, blameForArchive } from '../jobs/after-failure.ts';
import type { FailedJob, FailedJobs } from '../jobs/job-failure.ts';
import { countFates, type JudgedJob, judgeJobs, type TriedJobRow } from '../jobs/judged-job.ts';
import type { LockedMount } from '../mounts/locked-mount.ts';
import { settleArchiveRequests } from './settle-archive-requests.ts';

/** Counts failures of archive jobs that the mount owns. */
export async function failArchiveJobs(
  t: Transaction,
  mount: LockedMount,
  failures: readonly FailedJob[],
): Promise<FailedJobs> {
  const rows = await t.query<TriedJobRow>(sql`
    SELECT job_id, total_retries, retries_within_mount, last_mount_with_failure FROM archive_job
    WHERE job_id = ANY (${failures.map(({ jobId }) => jobId)}::bigint[]) AND mount_id = ${mount.mountId} AND is_taken
    ORDER BY job_id FOR UPDATE`);
  const jobs = judgeJobs(rows, failures, mount, (_, past, { code }) =>
    afterFailure(past, mount.mountId, blameForArchive(code), archiveRetries),
  );
  await keepTrying(
    t,
    mount,
    jobs.filter(({ after }) => after.fate !== 'failed'),
  );
  await giveUp(
    t,
    jobs.filter(({ after }) => after.fate === 'failed'),
  );
  return countFates(jobs);
}

async function keepTrying(
  t: Transaction,
  { mountId }: LockedMount,
  jobs: readonly JudgedJob<TriedJobRow>[],
): Promise<void> {
  if (jobs.length === 0) return;
  await t.execute(sql`
    UPDATE archive_job
    SET mount_id = again.mount_id, is_taken = FALSE, total_retries = again.total, last_mount_with_failure = ${mountId},
      retries_within_mount = again.within_mount, failure_log = concat_ws(E'\n', failure_log, again.log_line)
    FROM unnest(
      ${jobs.map(({ row }) => row.job_id)}::bigint[],
      ${jobs.map(({ after }) => (after.fate === 'retry-in-mount' ? mountId : null))}::bigint[],
      ${jobs.map(({ after }) => after.total)}::smallint[],
      ${jobs.map(({ after }) => after.withinMount)}::smallint[],
      ${jobs.map(({ logLine }) => logLine)}::text[]
    ) AS again (job_id, mount_id, total, within_mount, log_line)
    WHERE archive_job.job_id = again.job_id`);
}

/** Ends the jobs, and with them the copies of the same requests that no mount has taken yet: nobody waits for them now. */
async function giveUp(t: Transaction, jobs: readonly JudgedJob<TriedJobRow>[]): Promise<void> {
  if (jobs.length === 0) return;
  await t.execute(sql`
    WITH failed AS (
      DELETE FROM archive_job
      USING unnest(
        ${jobs.map(({ row }) => row.job_id)}::bigint[],
        ${jobs.map(({ failure }) => failure.code)}::text[],
        ${jobs.map(({ failure }) => failure.text)}::text[],
        ${jobs.map(({ logLine }) => logLine)}::text[]
      ) AS failure (job_id, code, text, log_line)
      WHERE archive_job.job_id = failure.job_id
      RETURNING archive_request_id, code, text, concat_ws(E'\n', failure_log, log_line) AS log
    ), abandoned AS (
      DELETE FROM archive_job
      WHERE job_id = ANY (ARRAY (
        SELECT sibling.job_id FROM failed CROSS JOIN LATERAL (
          SELECT job_id FROM archive_job
          WHERE archive_job.archive_request_id = failed.archive_request_id AND mount_id IS NULL
          FOR UPDATE SKIP LOCKED
        ) AS sibling))
      RETURNING archive_request_id
    ), settled AS (
      SELECT archive_request_id, count(*) AS jobs, (array_agg(code ORDER BY log))[1] AS code,
        (array_agg(text ORDER BY log))[1] AS text, string_agg(log, E'\n' ORDER BY log) AS log
      FROM (
        SELECT * FROM failed
        UNION ALL SELECT archive_request_id, NULL, NULL, NULL FROM abandoned
      ) AS ended
      GROUP BY archive_request_id
    ), ${settleArchiveRequests}`);
}
