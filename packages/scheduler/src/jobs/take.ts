import type { MountId } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { Database, Transaction } from '@cta/database';
import { touchMount } from '../mounts/end-mount.ts';
import { withMount } from '../mounts/locked-mount.ts';

/** How much a mount takes at once. */
export interface TakeLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

/**
 * Runs a take for a mount, which thereby shows that it lives.
 * @throws MOUNT_ENDED where it does not
 */
export async function takeFor<Job>(
  db: Database,
  mountId: MountId,
  take: (t: Transaction) => Promise<readonly Job[]>,
): Promise<readonly Job[]> {
  const jobs = await withMount<readonly Job[] | undefined>(db, mountId, undefined, async (t) =>
    (await touchMount(t, mountId)) ? take(t) : undefined,
  );
  if (jobs !== undefined) return jobs;
  throw new ConditionError('MOUNT_ENDED', {
    message: `mount ${mountId} takes no more jobs`,
    details: { mount_id: mountId },
  });
}
