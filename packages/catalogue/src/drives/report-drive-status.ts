import { identifier, joined, type Queryable, type Statement, sql } from '@cta/database';
import { epochNow } from '../author.ts';
import type { DriveName } from '../identifiers.ts';
import { attempt, noSuchEntity } from '../refusals.ts';
import type { DriveMount, DriveStatusReport } from './drive.ts';
import { statusTimes, timeColumns } from './status-columns.ts';

/**
 * Records what a drive is used for, and in its history each change of that; further numbers of the same status and mount
 * are no change. Desired state and reason are not touched, whatever the status is.
 * @throws NO_SUCH_ENTITY
 */
export async function reportDriveStatus(q: Queryable, driveName: DriveName, report: DriveStatusReport): Promise<void> {
  const mount = 'mount' in report ? report.mount : undefined;
  const rows = await q.query(sql`
    WITH before AS (
      SELECT DRIVE_NAME, DRIVE_STATUS = ${report.status} AND ${isSameMount(report, mount)} AS SAME
        FROM DRIVE_STATE WHERE DRIVE_NAME = ${driveName} FOR UPDATE
    ), reported AS (
      UPDATE DRIVE_STATE d
         SET DRIVE_STATUS = ${report.status}, LAST_UPDATE_TIME = ${epochNow},
             ${joined([...timeAssignments(report), ...mountAssignments(report, mount), numbers(report)], ', ')}
        FROM before WHERE d.DRIVE_NAME = before.DRIVE_NAME
      RETURNING d.DRIVE_NAME, d.HOST, d.SESSION_ID, d.CURRENT_VID, before.SAME
    ), recorded AS (
      INSERT INTO DRIVE_EVENT (DRIVE_NAME, KIND, TEXT, ACTOR, MOUNT_ID, VID)
      SELECT DRIVE_NAME, 'SESSION_STATUS', ${report.status}, 'cta-taped@' || HOST, SESSION_ID, CURRENT_VID
        FROM reported WHERE NOT SAME
    )
    SELECT FROM reported`);
  if (rows.length === 0) throw noSuchEntity(attempt('modify', 'drive', driveName));
}

function isSameMount({ status }: DriveStatusReport, mount: DriveMount | undefined): Statement {
  if (status === 'CLEANINGUP' && mount === undefined) return sql`true`;
  return sql`SESSION_ID IS NOT DISTINCT FROM ${mount?.mountId ?? null}::numeric`;
}

function timeAssignments({ status }: DriveStatusReport): readonly Statement[] {
  const { since, also, kept = [] } = statusTimes[status];
  return timeColumns
    .filter((column) => !kept.includes(column))
    .map((column) => {
      const name = identifier(column);
      if (column !== since && column !== also) return sql`${name} = NULL`;
      return sql`${name} = CASE WHEN before.SAME THEN d.${name} ELSE ${epochNow} END`;
    });
}

function mountAssignments({ status }: DriveStatusReport, mount: DriveMount | undefined): readonly Statement[] {
  if (status === 'CLEANINGUP' && mount === undefined) return [];
  return [
    sql`SESSION_ID = ${mount?.mountId ?? null}, MOUNT_TYPE = ${mount?.type ?? 'NO_MOUNT'}`,
    sql`CURRENT_VID = ${mount?.vid ?? null}, CURRENT_TAPE_POOL = ${mount?.tapePool ?? null}`,
    sql`CURRENT_VO = ${mount?.vo ?? null}, CURRENT_ACTIVITY = ${mount?.activity ?? null}`,
    sql`CURRENT_PRIORITY = ${mount?.priority ?? null}`,
  ];
}

function numbers(report: DriveStatusReport): Statement {
  if (report.status !== 'TRANSFERING') {
    return sql`BYTES_TRANSFERED_IN_SESSION = NULL, FILES_TRANSFERED_IN_SESSION = NULL, SESSION_ELAPSED_TIME = NULL`;
  }
  return sql`
    BYTES_TRANSFERED_IN_SESSION = ${report.bytes}, FILES_TRANSFERED_IN_SESSION = ${report.files},
    SESSION_ELAPSED_TIME = CASE WHEN before.SAME THEN COALESCE(${epochNow} - d.SESSION_START_TIME, 0) ELSE 0 END`;
}
