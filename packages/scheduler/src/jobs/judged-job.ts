import type { JobId } from '../identifiers.ts';
import type { LockedMount } from '../mounts/locked-mount.ts';
import type { AfterFailure, PastFailures } from './after-failure.ts';
import type { FailedJob, FailedJobs } from './job-failure.ts';
import { failureLine } from './failure-log.ts';

/** What the retry rules need to know of a job, as its row has it. */
export interface TriedJobRow {
  readonly job_id: JobId;
  readonly total_retries: number;
  readonly retries_within_mount: number;
  readonly last_mount_with_failure: bigint | null;
}

/** A job, why it failed, and what becomes of it. */
export interface JudgedJob<Row extends TriedJobRow> {
  readonly row: Row;
  readonly failure: FailedJob;
  readonly logLine: string;
  readonly after: AfterFailure;
}

/** Brings jobs together with their failures, and judges each. */
export function judgeJobs<Row extends TriedJobRow>(
  rows: readonly Row[],
  failures: readonly FailedJob[],
  mount: LockedMount,
  judge: (row: Row, past: PastFailures, failure: FailedJob) => AfterFailure,
): readonly JudgedJob<Row>[] {
  const byJob = new Map(failures.map((failure) => [failure.jobId, failure]));
  const time = new Date();
  return rows.flatMap((row) => {
    const failure = byJob.get(row.job_id);
    if (failure === undefined) return [];
    const past = {
      total: row.total_retries,
      withinMount: row.retries_within_mount,
      lastMount: row.last_mount_with_failure,
    };
    return [{ row, failure, logLine: failureLine(time, mount.host, failure), after: judge(row, past, failure) }];
  });
}

/** Those that fail for good, and those that are tried again. */
export function byFate<Row extends TriedJobRow>(
  jobs: readonly JudgedJob<Row>[],
): { readonly failed: readonly JudgedJob<Row>[]; readonly kept: readonly JudgedJob<Row>[] } {
  const { failed = [], kept = [] } = Object.groupBy(jobs, ({ after }) => (after.fate === 'failed' ? 'failed' : 'kept'));
  return { failed, kept };
}

/** How many went which way. */
export function countFates(jobs: readonly JudgedJob<TriedJobRow>[]): FailedJobs {
  const count = (fate: AfterFailure['fate']): number => jobs.filter(({ after }) => after.fate === fate).length;
  return { failed: count('failed'), retriedInMount: count('retry-in-mount'), requeued: count('leave-mount') };
}
