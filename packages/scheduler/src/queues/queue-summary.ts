import type { Vid } from '@cta/catalogue';

/** What waits in a queue for any mount; jobs that a mount has taken are not in it. */
export interface QueueSummary {
  readonly jobs: number;
  readonly bytes: bigint;
  /** When the oldest job was queued, in seconds since the epoch. */
  readonly oldestStartTime: number;
  /** Highest priority among its jobs. */
  readonly priority: number;
  /** Lowest minimum age among its jobs, in seconds. */
  readonly minRequestAge: number;
  /** Its jobs by mount policy, by name. */
  readonly policies: readonly QueuePolicy[];
}

/** The part of a queue that came with one mount policy, with the values that the policy had then. */
export interface QueuePolicy {
  readonly name: string;
  readonly jobs: number;
  readonly bytes: bigint;
  readonly priority: number;
  readonly minRequestAge: number;
}

/** What waits to be archived to a tape pool. */
export interface ArchiveQueue extends QueueSummary {
  readonly tapePool: string;
}

/** What waits to be retrieved from a tape. */
export interface RetrieveQueue extends QueueSummary {
  readonly vid: Vid;
}

/** Jobs that were queued to one pool or tape with one mount policy and the same values of it. */
export interface QueueTally {
  readonly queue: string;
  readonly mount_policy: string;
  readonly priority: number;
  readonly min_request_age: number;
  readonly jobs: bigint;
  readonly bytes: bigint;
  readonly oldest_start_time: bigint;
}

/** Brings tallies together by queue, in the order of the queues' names. */
export function summarize(tallies: readonly QueueTally[]): ReadonlyMap<string, QueueSummary> {
  const byQueue = Map.groupBy(tallies, ({ queue }) => queue);
  return new Map(
    [...byQueue]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([queue, parts]) => [queue, { ...total(parts), policies: byPolicy(parts) }]),
  );
}

function byPolicy(tallies: readonly QueueTally[]): readonly QueuePolicy[] {
  return [...Map.groupBy(tallies, ({ mount_policy: policy }) => policy)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, parts]) => {
      const { jobs, bytes, priority, minRequestAge } = total(parts);
      return { name, jobs, bytes, priority, minRequestAge };
    });
}

function total(tallies: readonly QueueTally[]): Omit<QueueSummary, 'policies'> {
  return {
    jobs: tallies.reduce((sum, { jobs }) => sum + Number(jobs), 0),
    bytes: tallies.reduce((sum, { bytes }) => sum + bytes, 0n),
    oldestStartTime: Math.min(...tallies.map(({ oldest_start_time: oldest }) => Number(oldest))),
    priority: Math.max(...tallies.map(({ priority }) => priority)),
    minRequestAge: Math.min(...tallies.map(({ min_request_age: age }) => age)),
  };
}
