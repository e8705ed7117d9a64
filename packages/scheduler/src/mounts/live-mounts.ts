import type { DriveName, MountId, Vid } from '@cta/catalogue';
import { type Queryable, sql } from '@cta/database';
import { now } from '../schema/database-clock.ts';
import type { LiveMount, MountType } from './mount.ts';

interface MountRow {
  readonly mount_id: MountId;
  readonly mount_type: MountType;
  readonly drive: DriveName;
  readonly host: string;
  readonly logical_library: string;
  readonly vid: Vid;
  readonly tape_pool: string;
  readonly vo: string;
  readonly start_time: bigint;
  readonly last_update_time: bigint;
}

const selectLive = sql`
  SELECT mount_id, mount_type, drive, host, logical_library, vid, tape_pool, vo, start_time, last_update_time
  FROM mount WHERE end_time IS NULL`;

/** All mounts that live now, by number. */
export async function liveMounts(q: Queryable): Promise<readonly LiveMount[]> {
  return (await q.query<MountRow>(sql`${selectLive} ORDER BY mount_id`)).map(fromRow);
}

/** The mount that a drive has, if any: after a restart, what its service did before. */
export async function liveMountOf(q: Queryable, driveName: DriveName): Promise<LiveMount | undefined> {
  const [row] = await q.query<MountRow>(sql`${selectLive} AND drive = ${driveName}`);
  return row === undefined ? undefined : fromRow(row);
}

/** Live mounts whose drive service was not heard of for longer than `olderThanMs`. */
export async function deadMounts(
  q: Queryable,
  { olderThanMs }: { readonly olderThanMs: number },
): Promise<readonly LiveMount[]> {
  const rows = await q.query<MountRow>(
    sql`${selectLive} AND last_update_time < ${now} - ${Math.ceil(olderThanMs / 1000)}::bigint ORDER BY mount_id`,
  );
  return rows.map(fromRow);
}

function fromRow(row: MountRow): LiveMount {
  return {
    mountId: row.mount_id,
    type: row.mount_type,
    driveName: row.drive,
    host: row.host,
    logicalLibrary: row.logical_library,
    vid: row.vid,
    tapePool: row.tape_pool,
    vo: row.vo,
    startTime: Number(row.start_time),
    lastUpdateTime: Number(row.last_update_time),
  };
}
