import type { MountId } from '@cta/catalogue';
import { type Database, sql, type Transaction } from '@cta/database';
import type { MountType } from './mount.ts';

/** A mount whose row is locked until the transaction ends. */
export interface LockedMount {
  readonly mountId: MountId;
  readonly type: MountType;
  readonly host: string;
}

interface LockedRow {
  readonly mount_type: MountType;
  readonly host: string;
}

/**
 * Runs `work` in a transaction that holds the row of the mount: all that changes the jobs of a mount comes one after the
 * other, so a mount that was declared dead takes no job after its jobs went back to the queue.
 * @returns `ifUnknown` where there is no such mount, or it ended so long ago that it was deleted
 */
export function withMount<T>(
  db: Database,
  mountId: MountId,
  ifUnknown: T,
  work: (t: Transaction, mount: LockedMount) => Promise<T>,
): Promise<T> {
  return db.transaction(async (t) => {
    const [row] = await t.query<LockedRow>(sql`
      SELECT mount_type, host, ${stayWithIndexes}
      FROM mount WHERE mount_id = ${mountId} FOR UPDATE`);
    if (row === undefined) return ifUnknown;
    return work(t, { mountId, type: row.mount_type, host: row.host });
  });
}

/**
 * For the rest of the transaction the planner reads jobs and requests by their indexes, whatever it believes of their
 * number: statistics lag behind queues, and a plan that scans or sorts a queue is quick on a short one and a disaster on
 * a long one.
 */
const stayWithIndexes = sql`set_config('enable_seqscan', 'off', TRUE), set_config('enable_bitmapscan', 'off', TRUE)`;
