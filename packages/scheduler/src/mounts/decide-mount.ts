import { ConditionError, conditions } from '@cta/conditions';
import { type Database, sql, type Transaction } from '@cta/database';
import { type QueuedLabel, stillQueued } from '../label/label-candidates.ts';
import { failQueuedLabel } from '../label/settle-label.ts';
import { chooseMount, type MountChoice } from './choose-mount.ts';
import { endMount } from './end-mount.ts';
import { insertMount } from './insert-mount.ts';
import { liveMountOf, liveMounts } from './live-mounts.ts';
import type { LiveMount, Mount, MountingDrive } from './mount.ts';
import type { MountSnapshot } from './mount-snapshot.ts';
import { type SnapshotSources, takeSnapshot } from './take-snapshot.ts';

/** What became of a choice: it is a mount now, or others were quicker and this would be the next choice. */
type Attempt = { readonly mount: Mount } | { readonly next: MountChoice | undefined };

/** After so many others that were quicker an idle drive asks again later, of a new snapshot. */
const maxAttempts = 10;

/**
 * Decides what an idle drive is to do: chooses from a snapshot that nobody else waits for, then makes the mount live
 * under the lock of one virtual organization, for a few milliseconds.
 * @returns undefined where there is nothing to do for it
 * @throws DRIVE_HAS_MOUNT where a service on another host has a mount in the drive
 */
export async function decideMount(sources: SnapshotSources): Promise<Mount | undefined> {
  await endForgottenMount(sources);
  const taken = await takeSnapshot(sources);
  if (taken === undefined) return undefined;
  const { snapshot, strayLabels } = taken;
  await failStrayLabels(sources.schedulerDb, strayLabels);
  let choice = chooseMount(snapshot);
  for (let attempts = 0; choice !== undefined && attempts < maxAttempts; attempts += 1) {
    const attempt = await tryMount(sources, snapshot, choice);
    if ('mount' in attempt) return attempt.mount;
    choice = attempt.next;
  }
  return undefined;
}

/**
 * Chooses anew, from the mounts that live now, under the lock of the choice's virtual organization: whoever mounts for it
 * waits, so its quotas and the number of drives on its pools are exact.
 */
function tryMount(
  { schedulerDb, drive }: SnapshotSources,
  snapshot: MountSnapshot,
  choice: MountChoice,
): Promise<Attempt> {
  return schedulerDb.transaction(async (t) => {
    await lockVirtualOrganization(t, choice.tape.vo);
    const current = { ...snapshot, mounts: await liveMounts(t), labels: await stillQueued(t, snapshot.labels) };
    requireFree(current.mounts, drive);
    const next = chooseMount(current);
    if (next?.tape.vo !== choice.tape.vo) return { next };
    const mount = await insertMount(t, drive, next);
    return mount === undefined ? { next } : { mount };
  });
}

/** Nothing will ever serve them. */
async function failStrayLabels(db: Database, labels: readonly QueuedLabel[]): Promise<void> {
  for (const { labelRequestId, vid } of labels) {
    const text = `Cannot label tape ${vid} because it does not exist`;
    await failQueuedLabel(db, labelRequestId, { code: conditions.NO_SUCH_ENTITY.code, text });
  }
}

async function lockVirtualOrganization(t: Transaction, vo: string): Promise<void> {
  await t.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`cta-mounts ${vo}`}, 0))`);
}

/**
 * An idle drive has no mount. One that is live all the same was decided when the connection broke, and its service never
 * learned of it.
 */
async function endForgottenMount({ schedulerDb, drive }: SnapshotSources): Promise<void> {
  const mount = await liveMountOf(schedulerDb, drive.driveName);
  if (mount === undefined) return;
  if (mount.host !== drive.host) throw hasMount(mount);
  await endMount(schedulerDb, mount.mountId);
}

function requireFree(mounts: readonly LiveMount[], { driveName }: MountingDrive): void {
  const mount = mounts.find((live) => live.driveName === driveName);
  if (mount !== undefined) throw hasMount(mount);
}

function hasMount({ driveName, host, mountId, vid }: LiveMount): ConditionError {
  return new ConditionError('DRIVE_HAS_MOUNT', {
    message: `${driveName} has mount ${mountId} of tape ${vid} on host ${host}`,
    details: { drive: driveName, host, mount_id: mountId, vid },
  });
}
