import { findCondition } from '@cta/conditions';

/** How often a job is tried. Within one mount it is tried again in that mount, then in any. */
export interface RetryLimits {
  readonly withinMount: number;
  readonly total: number;
}

/** CTA's limits (scheduler: 3.1, 3.2). */
export const archiveRetries: RetryLimits = { withinMount: 2, total: 2 };
export const retrieveRetries: RetryLimits = { withinMount: 3, total: 6 };

/** What a job has behind it. */
export interface PastFailures {
  readonly total: number;
  /** In the mount that it failed in last. */
  readonly withinMount: number;
  readonly lastMount: bigint | null;
}

/** What becomes of a job that failed. `leave-mount`: any mount may take it, a retrieve job from its next copy. */
export type Fate = 'failed' | 'retry-in-mount' | 'leave-mount';

export interface AfterFailure {
  readonly fate: Fate;
  /** Failures so far, this one included. */
  readonly total: number;
  readonly withinMount: number;
}

/** Decides what becomes of a job after a failure in `mountId` (scheduler: 5.3). */
export function afterFailure(past: PastFailures, mountId: bigint, blame: Blame, limits: RetryLimits): AfterFailure {
  const total = past.total + 1;
  const withinMount = past.lastMount === mountId ? past.withinMount + 1 : 1;
  if (blame === 'request' || total >= limits.total) return { fate: 'failed', total, withinMount };
  if (blame === 'mount' || withinMount >= limits.withinMount) return { fate: 'leave-mount', total, withinMount: 0 };
  return { fate: 'retry-in-mount', total, withinMount };
}

/**
 * What a failure says of further tries: none can help (`request`), or none in this mount (`mount`), or nobody knows
 * (`chance`).
 */
export type Blame = 'request' | 'mount' | 'chance';

/** An archive job that fails for good because of its file fails at once; what is wrong with drive or tape is not its fault. */
export function blameForArchive(code: string): Blame {
  const condition = findCondition(code);
  if (condition === undefined || condition.retryable) return 'chance';
  return ['disk', 'job', 'user'].includes(condition.suspect) ? 'request' : 'mount';
}

/** A retrieve job whose copy is bad for good has its other copies; without one, and where the destination is to blame, it fails at once. */
export function blameForRetrieve(code: string, copies: number): Blame {
  const condition = findCondition(code);
  if (condition === undefined || condition.retryable) return 'chance';
  const isCopyToBlame = !['disk', 'user'].includes(condition.suspect);
  return isCopyToBlame && copies > 1 ? 'mount' : 'request';
}
