import type { ConditionCode } from '@cta/conditions';
import { type Queryable, type Statement, sql } from '@cta/database';
import { epochNow } from '../author.ts';
import type { DriveName } from '../identifiers.ts';
import { attempt, noSuchEntity, requireTexts, shortened } from '../refusals.ts';
import type { DriveEventKind } from './drive-history.ts';

/** Why a service puts its drive down. */
export interface DownCause {
  readonly code: ConditionCode;
  readonly text: string;
  readonly actor: string;
}

/**
 * The rule of the reason: a service takes a drive from UP to DOWN, and nothing else. Where it is DOWN already, state and
 * reason stay as they are and the history has one event more. One statement, so that no other can come between, and
 * which raises the alert too.
 * @throws NO_SUCH_ENTITY
 */
export async function putDriveDown(
  q: Queryable,
  driveName: DriveName,
  { code, text, actor }: DownCause,
): Promise<'put-down' | 'already-down'> {
  const [row] = await q.query<{ putDown: boolean }>(sql`
    WITH put_down AS (
      UPDATE DRIVE_STATE
         SET DESIRED_UP = '0', DESIRED_FORCE_DOWN = '0', REASON_CODE = ${code}, REASON_UP_DOWN = ${shortened(text)},
             REASON_ACTOR = ${actor}, REASON_TIME = ${epochNow}, LAST_UPDATE_TIME = ${epochNow}
       WHERE DRIVE_NAME = ${driveName} AND DESIRED_UP = '1'
      RETURNING DRIVE_NAME, SESSION_ID, CURRENT_VID
    ), alerted AS (
      INSERT INTO ALERT (SUBJECT, CODE, TEXT, ACTOR, DRIVE_NAME, MOUNT_ID, VID)
      SELECT 'drive/' || DRIVE_NAME, ${code}, ${shortened(text)}, ${actor}, DRIVE_NAME, SESSION_ID, CURRENT_VID
        FROM put_down
      ON CONFLICT (SUBJECT) WHERE RESOLVED_AT IS NULL DO NOTHING
    )
    INSERT INTO DRIVE_EVENT (DRIVE_NAME, KIND, CODE, TEXT, ACTOR, MOUNT_ID, VID)
    SELECT DRIVE_NAME, CASE WHEN EXISTS (SELECT FROM put_down) THEN 'PUT_DOWN' ELSE 'FAULT_WHILE_DOWN' END,
           ${code}, ${shortened(text)}, ${actor}, SESSION_ID, CURRENT_VID
      FROM DRIVE_STATE WHERE DRIVE_NAME = ${driveName}
    RETURNING KIND = 'PUT_DOWN' AS "putDown"`);
  if (row === undefined) throw noSuchEntity(attempt('modify', 'drive', driveName));
  return row.putDown ? 'put-down' : 'already-down';
}

/** What an operator does to a drive. */
export interface DriveOrder {
  readonly text: string;
  readonly actor: string;
}

/** Sets a drive up; the reason is cleared, or is what the operator has to say. @throws NO_SUCH_ENTITY */
export function setDriveUp(
  q: Queryable,
  driveName: DriveName,
  { text = '', actor }: { readonly text?: string; readonly actor: string },
): Promise<void> {
  const reason = text === '' ? null : shortened(text);
  return change(
    q,
    driveName,
    'SET_UP',
    { text: reason, actor },
    sql`
    DESIRED_UP = '1', DESIRED_FORCE_DOWN = '0', REASON_CODE = NULL, REASON_UP_DOWN = ${reason}`,
  );
}

/** Sets a drive down for a reason that an operator gives. @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function setDriveDown(
  q: Queryable,
  driveName: DriveName,
  { text, actor, forced }: DriveOrder & { readonly forced: boolean },
): Promise<void> {
  requireTexts(attempt('modify', 'drive', driveName), { reason: text });
  await change(
    q,
    driveName,
    'SET_DOWN',
    { text: shortened(text), actor },
    sql`
    DESIRED_UP = '0', DESIRED_FORCE_DOWN = ${forced ? '1' : '0'}, REASON_CODE = NULL,
    REASON_UP_DOWN = ${shortened(text)}`,
  );
}

/** Replaces the text of a reason; state and code stay. @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changeReason(q: Queryable, driveName: DriveName, { text, actor }: DriveOrder): Promise<void> {
  requireTexts(attempt('modify', 'drive', driveName), { reason: text });
  const order = { text: shortened(text), actor };
  await change(q, driveName, 'REASON_CHANGED', order, sql`REASON_UP_DOWN = ${order.text}`);
}

/** One statement for an operator's order and its event. */
async function change(
  q: Queryable,
  driveName: DriveName,
  kind: DriveEventKind,
  { text, actor }: { readonly text: string | null; readonly actor: string },
  assignments: Statement,
): Promise<void> {
  const recorded = await q.execute(sql`
    WITH changed AS (
      UPDATE DRIVE_STATE
         SET ${assignments}, REASON_ACTOR = ${actor}, REASON_TIME = ${epochNow}, LAST_UPDATE_TIME = ${epochNow}
       WHERE DRIVE_NAME = ${driveName}
      RETURNING DRIVE_NAME, REASON_CODE, SESSION_ID, CURRENT_VID
    )
    INSERT INTO DRIVE_EVENT (DRIVE_NAME, KIND, CODE, TEXT, ACTOR, MOUNT_ID, VID)
    SELECT DRIVE_NAME, ${kind}, REASON_CODE, ${text}, ${actor}, SESSION_ID, CURRENT_VID FROM changed`);
  if (recorded === 0) throw noSuchEntity(attempt('modify', 'drive', driveName));
}
