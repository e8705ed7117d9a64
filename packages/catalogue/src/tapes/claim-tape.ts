import { ConditionError } from '@cta/conditions';
import { type Database, sql } from '@cta/database';
import type { DriveName, MountId, Vid } from '../identifiers.ts';
import { attempt, noSuchEntity } from '../refusals.ts';

export interface TapeClaim {
  readonly vid: Vid;
  readonly driveName: DriveName;
  readonly mountId: MountId;
}

/**
 * Gives a tape to the mount that is about to write on it, and takes it from any other: a drive service that was declared
 * dead while it held results for this tape can record them until now, and not afterwards. So the last fSeq that comes
 * back is where this mount may write, and nothing that the Catalogue has is written over.
 * @returns the tape's last fSeq
 * @throws MOUNT_LOST where the drive is not in this mount, NO_SUCH_ENTITY
 */
export function claimTape(db: Database, { vid, driveName, mountId }: TapeClaim): Promise<bigint> {
  return db.transaction(async (t) => {
    const [tape] = await t.query<{ lastFseq: bigint }>(
      sql`SELECT LAST_FSEQ AS "lastFseq" FROM TAPE WHERE VID = ${vid} FOR UPDATE`,
    );
    if (tape === undefined) throw noSuchEntity(attempt('modify', 'tape', vid));
    await t.execute(sql`
      UPDATE DRIVE_STATE SET SESSION_ID = NULL WHERE CURRENT_VID = ${vid} AND DRIVE_NAME <> ${driveName}`);
    const [drive] = await t.query<{ mountId: bigint | null }>(
      sql`SELECT SESSION_ID AS "mountId" FROM DRIVE_STATE WHERE DRIVE_NAME = ${driveName}`,
    );
    if (drive?.mountId === mountId) return tape.lastFseq;
    throw new ConditionError('MOUNT_LOST', {
      message: `drive ${driveName} is not in mount ${mountId} of tape ${vid} any more`,
      details: { drive: driveName, mount_id: mountId, vid, found_mount_id: drive?.mountId ?? null },
    });
  });
}
