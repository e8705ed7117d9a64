import { sql, type Transaction } from '@cta/database';
import { afterFailure, archiveRetries, blameForArchive } from '../jobs/after-failure.ts';
import type { FailedJob, FailedJobs } from '../jobs/job-failure.ts';
import { archiveJobs } from '../jobs/job-table.ts';
import { byFate, countFates, type JudgedJob, judgeJobs, type TriedJobRow } from '../jobs/judged-job.ts';
import { failedJobs, keepTrying } from '../jobs/tried-jobs.ts';
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
  const { failed, kept } = byFate(jobs);
  await keepTrying(t, archiveJobs, mount, kept);
  await giveUp(t, failed);
  return countFates(jobs);
}

/** Ends the jobs, and with them the copies of the same requests that no mount has taken yet: nobody waits for them now. */
async function giveUp(t: Transaction, jobs: readonly JudgedJob<TriedJobRow>[]): Promise<void> {
  if (jobs.length === 0) return;
  await t.execute(sql`
    WITH ${failedJobs(archiveJobs, jobs)}, abandoned AS (
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
