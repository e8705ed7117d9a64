import type { MountId } from '@cta/catalogue';
import { type Database, type Queryable, sql, type Transaction } from '@cta/database';
import { requeueAll } from '../jobs/requeue-jobs.ts';
import { now } from '../schema/database-clock.ts';
import { type LockedMount, withMount } from './locked-mount.ts';

/** What the end of a mount did. */
export interface MountEnd {
  /** False where it had ended before. */
  readonly ended: boolean;
  /** Jobs that it still owned and that went back to their queues. */
  readonly requeued: number;
}

const nothing: MountEnd = { ended: false, requeued: 0 };

/** Tells that the mount's drive service lives. @returns false where the mount has ended: its jobs belong to others now */
export async function touchMount(q: Queryable, mountId: MountId): Promise<boolean> {
  const touched = await q.execute(
    sql`UPDATE mount SET last_update_time = ${now} WHERE mount_id = ${mountId} AND end_time IS NULL`,
  );
  return touched > 0;
}

/** Ends a mount: drive and tape are free for others, what it still owns is queued again, with no retry counted. */
export function endMount(db: Database, mountId: MountId): Promise<MountEnd> {
  return withMount(db, mountId, nothing, end);
}

/** Ends a mount unless its drive service was heard of after all. */
export function requeueDeadMount(
  db: Database,
  mountId: MountId,
  { olderThanMs }: { readonly olderThanMs: number },
): Promise<MountEnd> {
  return withMount(db, mountId, nothing, async (t, mount) =>
    (await isSilent(t, mountId, olderThanMs)) ? end(t, mount) : nothing,
  );
}

async function isSilent(t: Transaction, mountId: MountId, olderThanMs: number): Promise<boolean> {
  const rows = await t.query(sql`
    SELECT 1 FROM mount
    WHERE mount_id = ${mountId} AND last_update_time < ${now} - ${Math.ceil(olderThanMs / 1000)}::bigint`);
  return rows.length > 0;
}

async function end(t: Transaction, mount: LockedMount): Promise<MountEnd> {
  const ended = await t.execute(
    sql`UPDATE mount SET end_time = ${now} WHERE mount_id = ${mount.mountId} AND end_time IS NULL`,
  );
  return { ended: ended > 0, requeued: await requeueAll(t, mount) };
}
