import type { QueueSummary } from '../queues/queue-summary.ts';
import type { LiveMount, MountPurpose, MountType } from './mount.ts';
import type { CandidateTape, MountPolicyValues, MountSnapshot } from './mount-snapshot.ts';

/** A tape to mount, and what for. */
export interface MountChoice {
  readonly tape: CandidateTape;
  readonly purpose: MountPurpose;
}

/** A queue with what decides whether and when it gets a mount. */
interface Candidate {
  readonly type: Exclude<MountType, 'LABEL'>;
  /** Tape pool of an archive queue, VID of a retrieve queue. */
  readonly target: string;
  readonly jobs: number;
  readonly bytes: bigint;
  readonly oldestStartTime: number;
  readonly priority: number;
  readonly minRequestAge: number;
  /** Drives that serve this queue now. */
  readonly drives: number;
}

/**
 * The mount that a drive should have now, if any. Labels come first; then the queues that are big or old enough, within the
 * drive quotas of their virtual organizations, by priority, archive before retrieve, those that fewer drives serve now,
 * oldest first; for archiving the first free tape of the pool. Parts of a queue that came with different mount policies count together (scheduler: 7.1).
 */
export function chooseMount(snapshot: MountSnapshot): MountChoice | undefined {
  const others = snapshot.mounts.filter(({ driveName }) => driveName !== snapshot.driveName);
  const vidsInUse = new Set<string>(others.map(({ vid }) => vid));
  const label = snapshot.labels.find(({ tape }) => !vidsInUse.has(tape.vid));
  if (label !== undefined) {
    const { tape, labelRequestId, force, oldVid } = label;
    return { tape, purpose: { type: 'LABEL', labelRequestId, force, oldVid } };
  }
  for (const candidate of candidatesOf(snapshot, others).toSorted(bestFirst)) {
    if (!isWorthAMount(candidate, snapshot)) continue;
    const tape = tapeFor(candidate, vidsInUse, snapshot);
    if (tape !== undefined && isWithinQuota(candidate, tape, others)) {
      return { tape, purpose: { type: candidate.type } };
    }
  }
  return undefined;
}

function candidatesOf(
  { archiveQueues, retrieveQueues, policies }: MountSnapshot,
  mounts: readonly LiveMount[],
): readonly Candidate[] {
  return [
    ...archiveQueues.map((queue) => ({
      type: 'ARCHIVE_FOR_USER' as const,
      target: queue.tapePool,
      drives: countOf(mounts, ({ type, tapePool }) => type === 'ARCHIVE_FOR_USER' && tapePool === queue.tapePool),
      ...queue,
      ...currentPolicy(queue, policies, ({ archivePriority, archiveMinRequestAge }) => [
        archivePriority,
        archiveMinRequestAge,
      ]),
    })),
    ...retrieveQueues.map((queue) => ({
      type: 'RETRIEVE' as const,
      target: queue.vid,
      drives: countOf(mounts, ({ vid }) => vid === queue.vid),
      ...queue,
      ...currentPolicy(queue, policies, ({ retrievePriority, retrieveMinRequestAge }) => [
        retrievePriority,
        retrieveMinRequestAge,
      ]),
    })),
  ];
}

/** Policies may have changed since the jobs were queued: what they say now counts, as far as they still exist. */
function currentPolicy(
  { policies: queued, priority, minRequestAge }: QueueSummary,
  policies: ReadonlyMap<string, MountPolicyValues>,
  valuesOf: (policy: MountPolicyValues) => readonly [priority: number, minRequestAge: number],
): Pick<Candidate, 'priority' | 'minRequestAge'> {
  const current = queued.flatMap(({ name }) => policies.get(name) ?? []).map(valuesOf);
  if (current.length === 0) return { priority, minRequestAge };
  return {
    priority: Math.max(...current.map(([value]) => value)),
    minRequestAge: Math.min(...current.map(([, age]) => age)),
  };
}

function bestFirst(a: Candidate, b: Candidate): number {
  return (
    b.priority - a.priority ||
    Number(a.type === 'RETRIEVE') - Number(b.type === 'RETRIEVE') ||
    a.drives - b.drives ||
    a.oldestStartTime - b.oldestStartTime ||
    (a.target < b.target ? -1 : 1)
  );
}

/** Big enough for one more drive, or old and without any. */
function isWorthAMount(candidate: Candidate, { criteria, now }: MountSnapshot): boolean {
  const drives = candidate.drives + 1;
  return (
    candidate.bytes / BigInt(drives) >= BigInt(criteria.minBytes) ||
    Math.floor(candidate.jobs / drives) >= criteria.minFiles ||
    (candidate.drives === 0 && now - candidate.oldestStartTime > candidate.minRequestAge)
  );
}

function tapeFor(
  { type, target }: Candidate,
  vidsInUse: ReadonlySet<string>,
  { writableTapes, readableTapes }: MountSnapshot,
): CandidateTape | undefined {
  switch (type) {
    case 'ARCHIVE_FOR_USER':
      return writableTapes.find(({ tapePool, vid }) => tapePool === target && !vidsInUse.has(vid));
    case 'RETRIEVE':
      return vidsInUse.has(target) ? undefined : readableTapes.get(target as CandidateTape['vid']);
  }
}

function isWithinQuota(
  { type }: Candidate,
  { vo, readMaxDrives, writeMaxDrives }: CandidateTape,
  mounts: readonly LiveMount[],
): boolean {
  const allowed = type === 'RETRIEVE' ? readMaxDrives : writeMaxDrives;
  return countOf(mounts, (mount) => mount.vo === vo && mount.type === type) < allowed;
}

function countOf(mounts: readonly LiveMount[], predicate: (mount: LiveMount) => boolean): number {
  return mounts.filter(predicate).length;
}
