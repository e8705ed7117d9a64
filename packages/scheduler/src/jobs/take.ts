import type { MountId } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type Database, sql, type Transaction } from '@cta/database';
import { touchMount } from '../mounts/end-mount.ts';

/** How much a mount takes at once. */
export interface TakeLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

/**
 * Runs a take in a transaction that holds the mount's row, and only for a mount that lives.
 * @throws MOUNT_ENDED
 */
export function takeFor<T>(db: Database, mountId: MountId, take: (t: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(async (t) => {
    if (!(await touchMount(t, mountId))) {
      throw new ConditionError('MOUNT_ENDED', {
        message: `mount ${mountId} takes no more jobs`,
        details: { mount_id: mountId },
      });
    }
    await t.execute(preferIndexOrder);
    return take(t);
  });
}

/**
 * A queue is read in the order of its index, whatever the planner believes of its size: a plan that collects and sorts
 * it is quick on an empty queue and a disaster on a full one, and statistics lag behind queues.
 */
const preferIndexOrder = sql`
  SELECT set_config('enable_seqscan', 'off', TRUE), set_config('enable_bitmapscan', 'off', TRUE)`;
