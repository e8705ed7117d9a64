import type { ConditionCode } from '@cta/conditions';
import { identifier, joined, type Queryable, sql } from '@cta/database';
import type { DriveName, MountId, Vid } from '../identifiers.ts';
import { attempt, noSuchEntity } from '../refusals.ts';
import type {
  DesiredState,
  Drive,
  DriveConfigOption,
  DriveMount,
  DriveSession,
  DriveStatus,
  MountType,
} from './drive.ts';
import { schedulerBackendKey } from './register-drive.ts';
import { statusTimes } from './status-columns.ts';

/** @throws NO_SUCH_ENTITY */
export async function readDrive(q: Queryable, driveName: DriveName): Promise<Drive> {
  const [drive] = await drives(q, driveName);
  if (drive === undefined) throw noSuchEntity(attempt('list', 'drive', driveName));
  return drive;
}

/** @returns all drives, by name */
export function listDrives(q: Queryable): Promise<readonly Drive[]> {
  return drives(q);
}

/** @returns the options that a drive service has registered, by key */
export function driveConfig(q: Queryable, driveName: DriveName): Promise<readonly DriveConfigOption[]> {
  return q.query<DriveConfigOption>(sql`
    SELECT CATEGORY AS "category", KEY_NAME AS "key", CASE VALUE WHEN 'NULL' THEN '' ELSE VALUE END AS "value",
           CASE SOURCE WHEN 'NULL' THEN '' ELSE SOURCE END AS "source"
      FROM DRIVE_CONFIG WHERE DRIVE_NAME = ${driveName} ORDER BY KEY_NAME`);
}

interface DriveRow extends Omit<Drive, 'desired' | 'session'> {
  readonly desiredUp: boolean;
  readonly forced: boolean;
  readonly code: ConditionCode | null;
  readonly text: string | null;
  readonly actor: string | null;
  readonly reasonSince: Date | null;
  readonly status: DriveStatus;
  readonly since: Date | null;
  readonly mountId: MountId | null;
  readonly mountType: MountType | 'NO_MOUNT';
  readonly vid: Vid | null;
  readonly tapePool: string | null;
  readonly vo: string | null;
  readonly activity: string | null;
  readonly priority: number | null;
  readonly files: bigint | null;
  readonly bytes: bigint | null;
  readonly elapsedSeconds: number | null;
}

const sinceOfStatus = joined(
  Object.entries(statusTimes).map(([status, { since }]) => sql`WHEN ${status} THEN d.${identifier(since)}`),
  ' ',
);

async function drives(q: Queryable, driveName?: DriveName): Promise<readonly Drive[]> {
  const rows = await q.query<DriveRow>(sql`
    SELECT d.DRIVE_NAME AS "driveName", d.HOST AS "host", d.LOGICAL_LIBRARY AS "logicalLibrary",
           COALESCE(l.IS_DISABLED, '0') = '1' AS "logicalLibraryDisabled",
           p.PHYSICAL_LIBRARY_NAME AS "physicalLibrary",
           COALESCE(p.IS_DISABLED, '0') = '1' AS "physicalLibraryDisabled",
           d.DEV_FILE_NAME AS "devFileName", d.RAW_LIBRARY_SLOT AS "rawLibrarySlot", d.CTA_VERSION AS "ctaVersion",
           c.VALUE AS "schedulerBackendName", d.USER_COMMENT AS "comment",
           to_timestamp(d.LAST_UPDATE_TIME) AS "lastUpdated",
           d.DESIRED_UP = '1' AS "desiredUp", d.DESIRED_FORCE_DOWN = '1' AS "forced",
           d.REASON_CODE AS "code", d.REASON_UP_DOWN AS "text", d.REASON_ACTOR AS "actor",
           to_timestamp(COALESCE(d.REASON_TIME, d.LAST_UPDATE_TIME)) AS "reasonSince",
           d.DRIVE_STATUS AS "status", to_timestamp(CASE d.DRIVE_STATUS ${sinceOfStatus} END) AS "since",
           d.SESSION_ID AS "mountId", d.MOUNT_TYPE AS "mountType", d.CURRENT_VID AS "vid",
           d.CURRENT_TAPE_POOL AS "tapePool", d.CURRENT_VO AS "vo", d.CURRENT_ACTIVITY AS "activity",
           d.CURRENT_PRIORITY::int AS "priority", d.FILES_TRANSFERED_IN_SESSION AS "files",
           d.BYTES_TRANSFERED_IN_SESSION AS "bytes", d.SESSION_ELAPSED_TIME::int AS "elapsedSeconds"
      FROM DRIVE_STATE d
      LEFT JOIN LOGICAL_LIBRARY l ON l.LOGICAL_LIBRARY_NAME = d.LOGICAL_LIBRARY
      LEFT JOIN PHYSICAL_LIBRARY p USING (PHYSICAL_LIBRARY_ID)
      LEFT JOIN DRIVE_CONFIG c ON c.DRIVE_NAME = d.DRIVE_NAME AND c.KEY_NAME = ${schedulerBackendKey}
     ${driveName === undefined ? sql`` : sql`WHERE d.DRIVE_NAME = ${driveName}`}
     ORDER BY d.DRIVE_NAME`);
  return rows.map(driveOf);
}

function driveOf(row: DriveRow): Drive {
  return {
    driveName: row.driveName,
    host: row.host,
    logicalLibrary: row.logicalLibrary,
    logicalLibraryDisabled: row.logicalLibraryDisabled,
    physicalLibrary: row.physicalLibrary,
    physicalLibraryDisabled: row.physicalLibraryDisabled,
    devFileName: row.devFileName,
    rawLibrarySlot: row.rawLibrarySlot,
    ctaVersion: row.ctaVersion,
    schedulerBackendName: row.schedulerBackendName,
    desired: desiredOf(row),
    session: sessionOf(row),
    comment: row.comment,
    lastUpdated: row.lastUpdated,
  };
}

/** A row that CTA wrote has no code, actor or time of its reason. */
function desiredOf({ desiredUp, code, text, actor, reasonSince, forced }: DriveRow): DesiredState {
  if (desiredUp) return { state: 'UP' };
  return {
    state: 'DOWN',
    code,
    text: text ?? '',
    actor: actor ?? 'unknown',
    since: reasonSince ?? new Date(0),
    forced,
  };
}

function sessionOf(row: DriveRow): DriveSession {
  const { status, since } = row;
  const mount = mountOf(row);
  switch (status) {
    case 'DOWN':
    case 'UP':
    case 'PROBING':
    case 'SHUTDOWN':
    case 'UNKNOWN':
      return { status, since };
    case 'CLEANINGUP':
      return { status, since, mount };
    case 'STARTING':
    case 'MOUNTING':
    case 'UNLOADING':
    case 'UNMOUNTING':
    case 'DRAININGTODISK':
      return mount === undefined ? { status: 'UNKNOWN', since } : { status, since, mount };
    case 'TRANSFERING': {
      const { files, bytes, elapsedSeconds } = row;
      const numbers = { files: files ?? 0n, bytes: bytes ?? 0n, elapsedSeconds: elapsedSeconds ?? 0 };
      return mount === undefined ? { status: 'UNKNOWN', since } : { status, since, mount, ...numbers };
    }
  }
}

function mountOf({ mountId, mountType, vid, tapePool, vo, activity, priority }: DriveRow): DriveMount | undefined {
  if (mountId === null || vid === null || mountType === 'NO_MOUNT') return undefined;
  return {
    mountId,
    type: mountType,
    vid,
    tapePool: tapePool ?? '',
    vo: vo ?? '',
    ...(activity === null ? {} : { activity }),
    ...(priority === null ? {} : { priority }),
  };
}
