import type { ConditionCode } from '@cta/conditions';
import { type Queryable, sql } from '@cta/database';
import type { DriveName, MountId, Vid } from '../identifiers.ts';

export type DriveEventKind =
  | 'REGISTERED'
  | 'REMOVED'
  | 'SET_UP'
  | 'SET_DOWN'
  | 'PUT_DOWN'
  | 'FAULT_WHILE_DOWN'
  | 'REASON_CHANGED'
  | 'SESSION_STATUS'
  | 'SESSION_FAULT'
  | 'HARDWARE_ALERT';

/** Something that happened to a drive; never changed, and kept when the drive is removed. */
export interface DriveEvent {
  readonly id: bigint;
  readonly happenedAt: Date;
  readonly kind: DriveEventKind;
  readonly code: ConditionCode | null;
  readonly text: string | null;
  readonly actor: string;
  readonly mountId: MountId | null;
  readonly vid: Vid | null;
}

const selectEvents = sql`
  SELECT DRIVE_EVENT_ID AS "id", HAPPENED_AT AS "happenedAt", KIND AS "kind", CODE AS "code", TEXT AS "text",
         ACTOR AS "actor", MOUNT_ID AS "mountId", VID AS "vid"
    FROM DRIVE_EVENT`;

/** @returns what happened to a drive, the latest first; without what its sessions did, where that is left out */
export function driveHistory(
  q: Queryable,
  driveName: DriveName,
  limit: number,
  { sessions = true }: { readonly sessions?: boolean } = {},
): Promise<readonly DriveEvent[]> {
  return q.query<DriveEvent>(sql`
    ${selectEvents} WHERE DRIVE_NAME = ${driveName} AND (${sessions} OR KIND <> 'SESSION_STATUS')
     ORDER BY DRIVE_EVENT_ID DESC LIMIT ${limit}`);
}

/** What a drive that is DOWN was put or set down by; undefined where it is up. */
export async function causeOfDown(q: Queryable, driveName: DriveName): Promise<DriveEvent | undefined> {
  const [event] = await q.query<DriveEvent>(sql`
    ${selectEvents} WHERE DRIVE_NAME = ${driveName} AND KIND IN ('PUT_DOWN', 'SET_DOWN', 'REGISTERED')
       AND EXISTS (SELECT FROM DRIVE_STATE WHERE DRIVE_NAME = ${driveName} AND DESIRED_UP = '0')
     ORDER BY DRIVE_EVENT_ID DESC LIMIT 1`);
  return event;
}
