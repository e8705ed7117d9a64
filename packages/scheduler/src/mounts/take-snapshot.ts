import { listMountPolicies, type TapeForMount, tapesByVid, tapesForWriting, type Vid } from '@cta/catalogue';
import type { Database, Queryable } from '@cta/database';
import { labelsFor, type QueuedLabel } from '../label/label-candidates.ts';
import { archiveQueues, retrieveQueues } from '../queues/queue-summaries.ts';
import { databaseNow } from '../schema/database-clock.ts';
import { liveMounts } from './live-mounts.ts';
import type { MountCriteria, MountingDrive } from './mount.ts';
import type { LabelCandidate, MountSnapshot } from './mount-snapshot.ts';

export interface SnapshotSources {
  readonly schedulerDb: Database;
  readonly catalogueDb: Queryable;
  readonly drive: MountingDrive;
  readonly criteria: MountCriteria;
}

export interface Snapshot {
  readonly snapshot: MountSnapshot;
  /** Label requests for tapes that the Catalogue does not have. */
  readonly strayLabels: readonly QueuedLabel[];
}

/**
 * Reads all that a mount decision looks at, without any lock.
 * @returns undefined where nothing is queued: then the Catalogue is not asked
 */
export async function takeSnapshot({
  schedulerDb,
  catalogueDb,
  drive,
  criteria,
}: SnapshotSources): Promise<Snapshot | undefined> {
  const labels = await labelsFor(schedulerDb, drive);
  const archive = await archiveQueues(schedulerDb);
  const retrieve = await retrieveQueues(schedulerDb);
  if (labels.length + archive.length + retrieve.length === 0) return undefined;
  const named = new Map(
    (
      await tapesByVid(
        catalogueDb,
        [...labels, ...retrieve].map(({ vid }) => vid),
      )
    ).map((tape) => [tape.vid, tape]),
  );
  const writable = archive.length === 0 ? [] : await tapesForWriting(catalogueDb, drive.logicalLibrary);
  const policies = await listMountPolicies(catalogueDb);
  return {
    strayLabels: labels.filter(({ vid }) => !named.has(vid)),
    snapshot: {
      now: await databaseNow(schedulerDb),
      driveName: drive.driveName,
      criteria,
      labels: labels.flatMap((label) => withTape(label, named, drive)),
      archiveQueues: archive,
      retrieveQueues: retrieve,
      policies: new Map(policies.map((policy) => [policy.name, policy])),
      writableTapes: writable.filter((tape) => isReachable(tape, drive)),
      readableTapes: new Map([...named].filter(([, tape]) => tape.state === 'ACTIVE' && isReachable(tape, drive))),
      mounts: await liveMounts(schedulerDb),
    },
  };
}

function withTape(
  { vid, ...label }: QueuedLabel,
  tapes: ReadonlyMap<Vid, TapeForMount>,
  drive: MountingDrive,
): readonly LabelCandidate[] {
  const tape = tapes.get(vid);
  return tape !== undefined && isReachable(tape, drive) ? [{ ...label, tape }] : [];
}

function isReachable({ logicalLibrary, libraryDisabled }: TapeForMount, drive: MountingDrive): boolean {
  return logicalLibrary === drive.logicalLibrary && !libraryDisabled;
}
