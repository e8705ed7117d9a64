import type { Drive, DriveConfigOption, DriveStatus, MountType } from '@cta/catalogue';
import { secondsOf } from '../entry-logs.ts';

/** Statuses of a drive as CTA's messages name them. */
export type DriveStatusName =
  | 'UNKNOWN_DRIVE_STATUS'
  | 'DOWN'
  | 'UP'
  | 'PROBING'
  | 'STARTING'
  | 'MOUNTING'
  | 'TRANSFERRING'
  | 'UNLOADING'
  | 'UNMOUNTING'
  | 'DRAINING_TO_DISK'
  | 'CLEANING_UP'
  | 'SHUTDOWN';

/** A drive, with the fields of CTA's DriveLsItem, and the code of the reason for which it is down. */
export interface DriveLsItem {
  readonly logicalLibrary: string;
  readonly driveName: string;
  readonly host: string;
  readonly desiredDriveState: 'UP' | 'DOWN';
  readonly mountType: MountType | 'NO_MOUNT';
  readonly driveStatus: DriveStatusName;
  /** Seconds; not there where the drive never told a status. */
  readonly driveStatusSince?: bigint;
  readonly vid: string;
  readonly tapepool: string;
  readonly vo: string;
  readonly filesTransferredInSession: bigint;
  readonly bytesTransferredInSession: bigint;
  readonly sessionId?: bigint;
  readonly sessionElapsedTime: bigint;
  /** Seconds. */
  readonly timeSinceLastUpdate: bigint;
  readonly currentPriority?: bigint;
  readonly currentActivity: string;
  readonly ctaVersion: string;
  readonly devFileName: string;
  readonly rawLibrarySlot: string;
  readonly driveConfig: readonly DriveConfigOption[];
  readonly comment: string;
  readonly reasonCode: string;
  readonly reason: string;
  readonly logicalLibraryDisabled: boolean;
  readonly physicalLibrary: string;
  readonly physicalLibraryDisabled: boolean;
}

const statusNames: Readonly<Record<DriveStatus, DriveStatusName>> = {
  UNKNOWN: 'UNKNOWN_DRIVE_STATUS',
  DOWN: 'DOWN',
  UP: 'UP',
  PROBING: 'PROBING',
  STARTING: 'STARTING',
  MOUNTING: 'MOUNTING',
  TRANSFERING: 'TRANSFERRING',
  UNLOADING: 'UNLOADING',
  UNMOUNTING: 'UNMOUNTING',
  DRAININGTODISK: 'DRAINING_TO_DISK',
  CLEANINGUP: 'CLEANING_UP',
  SHUTDOWN: 'SHUTDOWN',
};

/** @param now what ages are counted from */
export function driveLsItem(drive: Drive, driveConfig: readonly DriveConfigOption[], now: Date): DriveLsItem {
  const { session, desired } = drive;
  const transferring = session.status === 'TRANSFERING' ? session : undefined;
  return {
    logicalLibrary: drive.logicalLibrary,
    driveName: drive.driveName,
    host: drive.host,
    desiredDriveState: desired.state,
    driveStatus: statusNames[session.status],
    ...(session.since === null ? {} : { driveStatusSince: secondsOf(now) - secondsOf(session.since) }),
    ...mountFields('mount' in session ? session.mount : undefined),
    filesTransferredInSession: transferring?.files ?? 0n,
    bytesTransferredInSession: transferring?.bytes ?? 0n,
    sessionElapsedTime: BigInt(transferring?.elapsedSeconds ?? 0),
    timeSinceLastUpdate: drive.lastUpdated === null ? 0n : secondsOf(now) - secondsOf(drive.lastUpdated),
    ctaVersion: drive.ctaVersion ?? '',
    devFileName: drive.devFileName ?? '',
    rawLibrarySlot: drive.rawLibrarySlot ?? '',
    driveConfig,
    comment: drive.comment ?? '',
    reasonCode: desired.state === 'DOWN' ? (desired.code ?? '') : '',
    reason: desired.state === 'DOWN' ? desired.text : '',
    logicalLibraryDisabled: drive.logicalLibraryDisabled,
    physicalLibrary: drive.physicalLibrary ?? '',
    physicalLibraryDisabled: drive.physicalLibraryDisabled,
  };
}

type MountFields = Pick<
  DriveLsItem,
  'mountType' | 'vid' | 'tapepool' | 'vo' | 'sessionId' | 'currentPriority' | 'currentActivity'
>;

function mountFields(mount: Extract<Drive['session'], { mount: unknown }>['mount']): MountFields {
  if (mount === undefined) return { mountType: 'NO_MOUNT', vid: '', tapepool: '', vo: '', currentActivity: '' };
  return {
    mountType: mount.type,
    vid: mount.vid,
    tapepool: mount.tapePool,
    vo: mount.vo,
    sessionId: mount.mountId,
    ...(mount.priority === undefined ? {} : { currentPriority: BigInt(mount.priority) }),
    currentActivity: mount.activity ?? '',
  };
}
