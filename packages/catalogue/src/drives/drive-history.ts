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

/** @returns what happened to a drive, the latest first */
export function driveHistory(q: Queryable, driveName: DriveName, limit: number): Promise<readonly DriveEvent[]> {
  return q.query<DriveEvent>(sql`
    SELECT DRIVE_EVENT_ID AS "id", HAPPENED_AT AS "happenedAt", KIND AS "kind", CODE AS "code", TEXT AS "text",
           ACTOR AS "actor", MOUNT_ID AS "mountId", VID AS "vid"
      FROM DRIVE_EVENT WHERE DRIVE_NAME = ${driveName} ORDER BY DRIVE_EVENT_ID DESC LIMIT ${limit}`);
}
