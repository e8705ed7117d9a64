import type { Vid } from '@cta/catalogue';
import { sql, type Transaction } from '@cta/database';
import { afterFailure, blameForRetrieve, retrieveRetries } from '../jobs/after-failure.ts';
import type { FailedJob, FailedJobs } from '../jobs/job-failure.ts';
import { countFates, type JudgedJob, judgeJobs, type TriedJobRow } from '../jobs/judged-job.ts';
import type { LockedMount } from '../mounts/locked-mount.ts';
import { settleFailedRetrieves } from './settle-failed-retrieves.ts';

/** A retrieve job with the copy that it has now, and the one that it would go on to. */
interface RetrieveJobRow extends TriedJobRow {
  readonly copies: number;
  readonly vid: Vid;
  readonly copy_nb: number;
  readonly fseq: bigint;
  readonly block_id: bigint;
  readonly next_vid: Vid;
  readonly next_copy_nb: number;
  readonly next_fseq: bigint;
  readonly next_block_id: bigint;
}

type JudgedRetrieveJob = JudgedJob<RetrieveJobRow>;

/** Counts failures of retrieve jobs that the mount owns. */
export async function failRetrieveJobs(
  t: Transaction,
  mount: LockedMount,
  failures: readonly FailedJob[],
): Promise<FailedJobs> {
  const jobs = judgeJobs(await triedJobs(t, mount, failures), failures, mount, ({ copies }, past, { code }) =>
    afterFailure(past, mount.mountId, blameForRetrieve(code, copies), retrieveRetries),
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

function triedJobs(
  t: Transaction,
  { mountId }: LockedMount,
  failures: readonly FailedJob[],
): Promise<readonly RetrieveJobRow[]> {
  return t.query<RetrieveJobRow>(sql`
    SELECT job_id, total_retries, retries_within_mount, last_mount_with_failure, cardinality(alternate_vids) AS copies,
      vid, copy_nb, fseq, block_id, alternate_vids[next] AS next_vid, alternate_copy_nbs[next] AS next_copy_nb,
      alternate_fseqs[next] AS next_fseq, alternate_block_ids[next] AS next_block_id
    FROM retrieve_job JOIN retrieve_request USING (retrieve_request_id)
    CROSS JOIN LATERAL (SELECT array_position(alternate_vids, vid) % cardinality(alternate_vids) + 1 AS next) AS rotation
    WHERE job_id = ANY (${failures.map(({ jobId }) => jobId)}::bigint[]) AND mount_id = ${mountId} AND is_taken
    ORDER BY job_id FOR UPDATE OF retrieve_job`);
}

async function keepTrying(t: Transaction, { mountId }: LockedMount, jobs: readonly JudgedRetrieveJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const leaves = ({ after }: JudgedRetrieveJob): boolean => after.fate === 'leave-mount';
  await t.execute(sql`
    UPDATE retrieve_job
    SET mount_id = again.mount_id, is_taken = FALSE, total_retries = again.total, last_mount_with_failure = ${mountId},
      retries_within_mount = again.within_mount, failure_log = concat_ws(E'\n', failure_log, again.log_line),
      vid = again.vid, copy_nb = again.copy_nb, fseq = again.fseq, block_id = again.block_id
    FROM unnest(
      ${jobs.map(({ row }) => row.job_id)}::bigint[],
      ${jobs.map((job) => (leaves(job) ? null : mountId))}::bigint[],
      ${jobs.map(({ after }) => after.total)}::smallint[],
      ${jobs.map(({ after }) => after.withinMount)}::smallint[],
      ${jobs.map(({ logLine }) => logLine)}::text[],
      ${jobs.map((job) => (leaves(job) ? job.row.next_vid : job.row.vid))}::text[],
      ${jobs.map((job) => (leaves(job) ? job.row.next_copy_nb : job.row.copy_nb))}::smallint[],
      ${jobs.map((job) => (leaves(job) ? job.row.next_fseq : job.row.fseq))}::bigint[],
      ${jobs.map((job) => (leaves(job) ? job.row.next_block_id : job.row.block_id))}::bigint[]
    ) AS again (job_id, mount_id, total, within_mount, log_line, vid, copy_nb, fseq, block_id)
    WHERE retrieve_job.job_id = again.job_id`);
}

async function giveUp(t: Transaction, jobs: readonly JudgedRetrieveJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await t.execute(sql`
    WITH failed AS (
      DELETE FROM retrieve_job
      USING unnest(
        ${jobs.map(({ row }) => row.job_id)}::bigint[],
        ${jobs.map(({ failure }) => failure.code)}::text[],
        ${jobs.map(({ failure }) => failure.text)}::text[],
        ${jobs.map(({ logLine }) => logLine)}::text[]
      ) AS failure (job_id, code, text, log_line)
      WHERE retrieve_job.job_id = failure.job_id
      RETURNING retrieve_request_id, code, text, concat_ws(E'\n', failure_log, log_line) AS log
    )
    ${settleFailedRetrieves}`);
}
