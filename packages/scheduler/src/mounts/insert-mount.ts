import type { MountId } from '@cta/catalogue';
import { sql, type Transaction } from '@cta/database';
import { now } from '../schema/database-clock.ts';
import type { MountChoice } from './choose-mount.ts';
import type { Mount, MountingDrive, MountTape } from './mount.ts';

/**
 * Makes a mount live, and its label request active.
 * @returns undefined where the drive or the tape has a live mount already
 */
export async function insertMount(
  t: Transaction,
  { driveName, host, logicalLibrary }: MountingDrive,
  { tape, purpose }: MountChoice,
): Promise<Mount | undefined> {
  const [row] = await t.query<{ mount_id: MountId }>(sql`
    INSERT INTO mount (mount_type, drive, host, logical_library, vid, tape_pool, vo, start_time, last_update_time)
    VALUES (
      ${purpose.type}, ${driveName}, ${host}, ${logicalLibrary}, ${tape.vid}, ${tape.tapePool}, ${tape.vo}, ${now}, ${now})
    ON CONFLICT DO NOTHING
    RETURNING mount_id`);
  if (row === undefined) return undefined;
  if (purpose.type === 'LABEL') {
    await t.execute(sql`
      UPDATE label_request SET status = 'active', mount_id = ${row.mount_id}, last_update_time = ${now}
      WHERE label_request_id = ${purpose.labelRequestId} AND status = 'queued'`);
  }
  return { ...mountTape(tape), ...purpose, mountId: row.mount_id };
}

/** Leaves out what only the decision needed. */
function mountTape({
  vid,
  tapePool,
  vo,
  logicalLibrary,
  mediaType,
  vendor,
  capacityBytes,
  labelFormat,
  lastFseq,
}: MountTape): MountTape {
  return { vid, tapePool, vo, logicalLibrary, mediaType, vendor, capacityBytes, labelFormat, lastFseq };
}
