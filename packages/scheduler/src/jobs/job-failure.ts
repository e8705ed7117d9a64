import type { JobId } from '../identifiers.ts';

/** Why something failed: code of its condition, and a text for people. */
export interface JobFailure {
  readonly code: string;
  readonly text: string;
}

/** A job that a mount tried and that failed. */
export interface FailedJob extends JobFailure {
  readonly jobId: JobId;
}

/** How many jobs went which way. */
export interface FailedJobs {
  /** For good: their requests fail. */
  readonly failed: number;
  /** Kept for the same mount, which takes them once more. */
  readonly retriedInMount: number;
  /** Queued for any mount; retrieve jobs from their next copy. */
  readonly requeued: number;
}
