import { sql, type Transaction } from '@cta/database';
import { afterFailure, blameForRetrieve, retrieveRetries } from '../jobs/after-failure.ts';
import type { FailedJob, FailedJobs } from '../jobs/job-failure.ts';
import { retrieveJobs } from '../jobs/job-table.ts';
import { byFate, countFates, type JudgedJob, judgeJobs, type TriedJobRow } from '../jobs/judged-job.ts';
import { failedJobs, keepTrying } from '../jobs/tried-jobs.ts';
import type { LockedMount } from '../mounts/locked-mount.ts';
import { settleFailedRetrieves } from './settle-failed-retrieves.ts';

interface RetrieveJobRow extends TriedJobRow {
  readonly copies: number;
}

type JudgedRetrieveJob = JudgedJob<RetrieveJobRow>;

/** Counts failures of retrieve jobs that the mount owns. */
export async function failRetrieveJobs(
  t: Transaction,
  mount: LockedMount,
  failures: readonly FailedJob[],
): Promise<FailedJobs> {
  const rows = await t.query<RetrieveJobRow>(sql`
    SELECT job_id, total_retries, retries_within_mount, last_mount_with_failure, cardinality(alternate_vids) AS copies
    FROM retrieve_job JOIN retrieve_request USING (retrieve_request_id)
    WHERE job_id = ANY (${failures.map(({ jobId }) => jobId)}::bigint[]) AND mount_id = ${mount.mountId} AND is_taken
    ORDER BY job_id FOR UPDATE OF retrieve_job`);
  const jobs = judgeJobs(rows, failures, mount, ({ copies }, past, { code }) =>
    afterFailure(past, mount.mountId, blameForRetrieve(code, copies), retrieveRetries),
  );
  const { failed, kept } = byFate(jobs);
  await goToNextCopy(
    t,
    kept.filter(({ after }) => after.fate === 'leave-mount'),
  );
  await keepTrying(t, retrieveJobs, mount, kept);
  await giveUp(t, failed);
  return countFates(jobs);
}

/** The copy that follows in the request's list is the next to be read; after the last one, the first. */
async function goToNextCopy(t: Transaction, jobs: readonly JudgedRetrieveJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await t.execute(sql`
    UPDATE retrieve_job AS job
    SET vid = alternate_vids[next], copy_nb = alternate_copy_nbs[next], fseq = alternate_fseqs[next],
      block_id = alternate_block_ids[next]
    FROM (
      SELECT job_id, request.*, array_position(alternate_vids, vid) % cardinality(alternate_vids) + 1 AS next
      FROM retrieve_job JOIN retrieve_request AS request USING (retrieve_request_id)
      WHERE job_id = ANY (${jobs.map(({ row }) => row.job_id)}::bigint[])
    ) AS rotation
    WHERE job.job_id = rotation.job_id`);
}

async function giveUp(t: Transaction, jobs: readonly JudgedRetrieveJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await t.execute(sql`WITH ${failedJobs(retrieveJobs, jobs)} ${settleFailedRetrieves}`);
}
