import type { ConditionCode } from '@cta/conditions';
import { type Queryable, type Statement, sql } from '@cta/database';
import type { DriveName, MountId, Vid } from '../identifiers.ts';
import { shortened } from '../refusals.ts';

/** A fault that ended the session of a mount. */
export interface SessionFault {
  readonly mountId: MountId;
  readonly vid: Vid;
  readonly code: ConditionCode;
  readonly text: string;
  readonly actor: string;
}

/**
 * Adds the fault to the history of the drive. One that is its library's raises the alert of that in the same statement: no
 * drive goes down by it, and nobody else would be told.
 */
export async function recordSessionFault(
  q: Queryable,
  driveName: DriveName,
  fault: SessionFault,
  { isOfLibrary }: { readonly isOfLibrary: boolean },
): Promise<void> {
  const { mountId, vid, code, text, actor } = fault;
  await q.execute(sql`
    WITH suspect AS (
      SELECT DRIVE_NAME, LOGICAL_LIBRARY FROM DRIVE_STATE WHERE DRIVE_NAME = ${driveName} AND ${isOfLibrary}::boolean
    ), suspected AS (
      INSERT INTO LIBRARY_FAULT (DRIVE_NAME, LOGICAL_LIBRARY) SELECT DRIVE_NAME, LOGICAL_LIBRARY FROM suspect
      ON CONFLICT (DRIVE_NAME) DO NOTHING
    ), alerted AS (
      INSERT INTO ALERT (SUBJECT, CODE, TEXT, ACTOR, DRIVE_NAME, MOUNT_ID, VID)
      SELECT 'library/' || LOGICAL_LIBRARY, ${code}, ${shortened(text)}, ${actor}, DRIVE_NAME, ${mountId}::numeric, ${vid}
        FROM suspect
      ON CONFLICT (SUBJECT) WHERE RESOLVED_AT IS NULL DO NOTHING
    )
    INSERT INTO DRIVE_EVENT (DRIVE_NAME, KIND, CODE, TEXT, ACTOR, MOUNT_ID, VID)
    VALUES (${driveName}, 'SESSION_FAULT', ${code}, ${shortened(text)}, ${actor}, ${mountId}, ${vid})`);
}

/** The library has brought a tape into the drive and home again: once no drive of it is left that it failed, its alert is resolved. */
export async function libraryServed(q: Queryable, driveName: DriveName): Promise<void> {
  await q.execute(sql`DELETE FROM LIBRARY_FAULT WHERE DRIVE_NAME = ${driveName}`);
}

/** Adds to the history of the drive a fault that nobody was there to tell, unless one is known of that mount. */
export async function settleSessionFault(q: Queryable, driveName: DriveName, fault: SessionFault): Promise<void> {
  const { mountId, vid, code, text, actor } = fault;
  await q.execute(sql`
    INSERT INTO DRIVE_EVENT (DRIVE_NAME, KIND, CODE, TEXT, ACTOR, MOUNT_ID, VID)
    SELECT ${driveName}, 'SESSION_FAULT', ${code}, ${shortened(text)}, ${actor}, ${mountId}, ${vid}
     WHERE NOT EXISTS (
       SELECT FROM DRIVE_EVENT
        WHERE DRIVE_NAME = ${driveName} AND MOUNT_ID = ${mountId} AND KIND = 'SESSION_FAULT')`);
}

/** The first fault of a mount. */
export interface FirstFault extends Pick<SessionFault, 'code' | 'text'> {
  /** Whether the drive was neither put down since, nor set up by somebody who so vouched for it. */
  readonly isOpen: boolean;
}

/** @returns the first fault of a mount, if there was one */
export async function firstSessionFault(
  q: Queryable,
  driveName: DriveName,
  mountId: MountId,
): Promise<FirstFault | undefined> {
  const [fault] = await q.query<FirstFault>(sql`
    SELECT CODE AS "code", TEXT AS "text", NOT EXISTS (
             SELECT FROM DRIVE_EVENT e
              WHERE e.DRIVE_NAME = f.DRIVE_NAME AND e.DRIVE_EVENT_ID > f.DRIVE_EVENT_ID
                AND e.KIND IN ('PUT_DOWN', 'FAULT_WHILE_DOWN', 'SET_UP')) AS "isOpen"
      FROM DRIVE_EVENT f
     WHERE DRIVE_NAME = ${driveName} AND MOUNT_ID = ${mountId} AND KIND = 'SESSION_FAULT'
     ORDER BY DRIVE_EVENT_ID LIMIT 1`);
  return fault;
}

/** A session of the past: a tape in a drive. */
export interface PastSession {
  readonly mountId: MountId;
  readonly driveName: DriveName;
  readonly vid: Vid;
  /** What ended it; null where it moved data and the cartridge came home. */
  readonly fault: ConditionCode | null;
  /** Whether the other of the two, the tape for a drive and the drive for a tape, is out of use as the one to blame. */
  readonly explained: boolean;
}

/** What can be held against a drive and a tape: what has happened since somebody last vouched for them. */
export interface PairHistory {
  /** Sessions of the drive since it was last set up, the latest first. */
  readonly ofDrive: readonly PastSession[];
  /** Sessions of the tape since its state was last changed, the latest first. */
  readonly ofTape: readonly PastSession[];
}

/** Events that are looked at: those of some fifty sessions. */
const mostEvents = 400;

/** Reads the past sessions of a drive and of a tape; those that ended before anything was moved, and without a fault, are no evidence. */
export async function pairHistory(q: Queryable, driveName: DriveName, vid: Vid): Promise<PairHistory> {
  const ofDrive = await sessions(
    q,
    sql`DRIVE_NAME = ${driveName} AND DRIVE_EVENT_ID > COALESCE(
          (SELECT max(DRIVE_EVENT_ID) FROM DRIVE_EVENT WHERE DRIVE_NAME = ${driveName} AND KIND = 'SET_UP'), 0)`,
    sql`EXISTS (SELECT FROM TAPE t WHERE t.VID = s.VID AND t.TAPE_STATE <> 'ACTIVE')`,
  );
  const ofTape = await sessions(
    q,
    // States are dated in whole seconds, and what came before in the same one must not count.
    sql`VID = ${vid} AND HAPPENED_AT >= (SELECT to_timestamp(STATE_UPDATE_TIME + 1) FROM TAPE WHERE VID = ${vid})`,
    sql`EXISTS (SELECT FROM DRIVE_STATE d
                 WHERE d.DRIVE_NAME = s.DRIVE_NAME AND d.DESIRED_UP = '0' AND d.REASON_CODE IS NOT NULL)`,
  );
  return { ofDrive, ofTape };
}

function sessions(q: Queryable, which: Statement, explained: Statement): Promise<readonly PastSession[]> {
  return q.query<PastSession>(sql`
    WITH s AS (
      SELECT MOUNT_ID, DRIVE_NAME, VID, max(DRIVE_EVENT_ID) AS LATEST,
             (array_agg(CODE ORDER BY DRIVE_EVENT_ID) FILTER (WHERE KIND = 'SESSION_FAULT'))[1] AS FAULT,
             bool_or(TEXT = 'TRANSFERING') AND bool_or(TEXT = 'UNMOUNTING') AS MOVED
        FROM (SELECT * FROM DRIVE_EVENT
               WHERE MOUNT_ID IS NOT NULL AND VID IS NOT NULL AND KIND IN ('SESSION_STATUS', 'SESSION_FAULT') AND ${which}
               ORDER BY DRIVE_EVENT_ID DESC LIMIT ${mostEvents}) AS latest_events
       GROUP BY MOUNT_ID, DRIVE_NAME, VID
    )
    SELECT MOUNT_ID AS "mountId", DRIVE_NAME AS "driveName", VID AS "vid", FAULT AS "fault", ${explained} AS "explained"
      FROM s WHERE FAULT IS NOT NULL OR MOVED ORDER BY LATEST DESC`);
}
