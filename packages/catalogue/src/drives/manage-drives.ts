import { type Queryable, sql } from '@cta/database';
import { type Author, auditUpdate } from '../author.ts';
import type { DriveName } from '../identifiers.ts';
import { attempt, entityInUse, noSuchEntity, requireTexts, shortened } from '../refusals.ts';

/** Changes what people noted about a drive. @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changeDriveComment(
  q: Queryable,
  driveName: DriveName,
  comment: string,
  author: Author,
): Promise<void> {
  const what = attempt('modify', 'drive', driveName);
  requireTexts(what, { comment });
  const changed = await q.execute(sql`
    UPDATE DRIVE_STATE SET USER_COMMENT = ${shortened(comment)}, ${auditUpdate(author)}
     WHERE DRIVE_NAME = ${driveName}`);
  if (changed === 0) throw noSuchEntity(what);
}

/**
 * Removes a drive and its configuration; its history stays. A drive service that runs enters it anew, DOWN.
 * @param forced removes it whatever it does now
 * @throws ENTITY_IN_USE where it is neither DOWN nor SHUTDOWN nor UNKNOWN, NO_SUCH_ENTITY
 */
export async function removeDrive(
  q: Queryable,
  driveName: DriveName,
  { actor, forced }: { readonly actor: string; readonly forced: boolean },
): Promise<void> {
  const removed = await q.execute(sql`
    WITH removed AS (
      DELETE FROM DRIVE_STATE
       WHERE DRIVE_NAME = ${driveName} AND (${forced} OR DRIVE_STATUS IN ('DOWN', 'SHUTDOWN', 'UNKNOWN'))
      RETURNING DRIVE_NAME, DRIVE_STATUS
    ), unconfigured AS (
      DELETE FROM DRIVE_CONFIG WHERE DRIVE_NAME IN (SELECT DRIVE_NAME FROM removed)
    )
    INSERT INTO DRIVE_EVENT (DRIVE_NAME, KIND, TEXT, ACTOR)
    SELECT DRIVE_NAME, 'REMOVED', DRIVE_STATUS, ${actor} FROM removed`);
  if (removed === 0) throw await notRemovable(q, driveName);
}

async function notRemovable(q: Queryable, driveName: DriveName): Promise<Error> {
  const what = attempt('delete', 'drive', driveName);
  const [drive] = await q.query<{ status: string }>(
    sql`SELECT DRIVE_STATUS AS status FROM DRIVE_STATE WHERE DRIVE_NAME = ${driveName}`,
  );
  return drive === undefined ? noSuchEntity(what) : entityInUse(what, `it is in status ${drive.status}`);
}
