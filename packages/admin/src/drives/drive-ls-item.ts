import type { Drive, DriveConfigOption, DriveHardware, DriveStatus, MountType } from '@cta/catalogue';
import { secondsOf } from '../entry-logs.ts';
import type { ServicePhaseName, ServiceSigns } from './service-signs.ts';

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

/**
 * A drive, with the fields of CTA's DriveLsItem, and besides: who gave the reason and when, with which code; how its service
 * is; what its hardware said last.
 */
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
  readonly reasonActor: string;
  /** Seconds since the epoch; not there where the drive is up. */
  readonly reasonTime?: bigint;
  /** Not there where its service was never heard of. */
  readonly servicePhase?: ServicePhaseName;
  readonly serviceCode: string;
  /** Seconds since the service, or else the drive, was heard of. */
  readonly timeSinceHeard: bigint;
  /** The service is not heard of any more: what the drive does now is not known, and its status is from before. */
  readonly stale: boolean;
  /** Not there where it is not known. */
  readonly mediumPresent?: boolean;
  readonly mediumLabel: string;
  readonly tapeAlertFlags: readonly number[];
  readonly cleaningDue: boolean;
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

/** What is known of a drive besides the drive itself. */
export interface DriveSurroundings {
  readonly driveConfig: readonly DriveConfigOption[];
  readonly service: ServiceSigns | undefined;
  readonly hardware: DriveHardware | undefined;
  /** What ages are counted from. */
  readonly now: Date;
  readonly staleAfterMs: number;
}

export function driveLsItem(drive: Drive, surroundings: DriveSurroundings): DriveLsItem {
  const { session, desired } = drive;
  const { now, driveConfig, hardware } = surroundings;
  const transferring = session.status === 'TRANSFERING' ? session : undefined;
  return {
    logicalLibrary: drive.logicalLibrary,
    driveName: drive.driveName,
    host: drive.host,
    desiredDriveState: desired.state,
    driveStatus: statusNames[session.status],
    ...(session.since === null ? {} : { driveStatusSince: secondsBetween(session.since, now) }),
    ...mountFields('mount' in session ? session.mount : undefined),
    filesTransferredInSession: transferring?.files ?? 0n,
    bytesTransferredInSession: transferring?.bytes ?? 0n,
    sessionElapsedTime: BigInt(transferring?.elapsedSeconds ?? 0),
    timeSinceLastUpdate: drive.lastUpdated === null ? 0n : secondsBetween(drive.lastUpdated, now),
    ctaVersion: drive.ctaVersion ?? '',
    devFileName: drive.devFileName ?? '',
    rawLibrarySlot: drive.rawLibrarySlot ?? '',
    driveConfig,
    comment: drive.comment ?? '',
    ...reasonFields(desired),
    ...signFields(drive, surroundings),
    ...hardwareFields(hardware),
    logicalLibraryDisabled: drive.logicalLibraryDisabled,
    physicalLibrary: drive.physicalLibrary ?? '',
    physicalLibraryDisabled: drive.physicalLibraryDisabled,
  };
}

/** A clock that was put back makes what was before it come after: nothing is from the future. */
function secondsBetween(then: Date, now: Date): bigint {
  const seconds = secondsOf(now) - secondsOf(then);
  return seconds < 0n ? 0n : seconds;
}

/** Why a drive is DOWN; empty where it is UP. */
export type ReasonFields = Pick<DriveLsItem, 'reasonCode' | 'reason' | 'reasonActor' | 'reasonTime'>;

export function reasonFields(desired: Drive['desired']): ReasonFields {
  if (desired.state === 'UP') return { reasonCode: '', reason: '', reasonActor: '' };
  const { code, text, actor, since } = desired;
  return { reasonCode: code ?? '', reason: text, reasonActor: actor, reasonTime: secondsOf(since) };
}

/** How a drive's service is, and whether what it said may be wrong by now. */
export type SignFields = Pick<DriveLsItem, 'servicePhase' | 'serviceCode' | 'timeSinceHeard' | 'stale'>;

/** A drive of CTA's own daemon has no service that tells how it is, but it is heard of itself. */
export function signFields(
  { session, lastUpdated }: Drive,
  { service, now, staleAfterMs }: Pick<DriveSurroundings, 'service' | 'now' | 'staleAfterMs'>,
): SignFields {
  const sinceUpdate = lastUpdated === null ? 0n : secondsBetween(lastUpdated, now);
  const isSaid = session.status !== 'SHUTDOWN' && session.status !== 'UNKNOWN';
  if (service === undefined) {
    return { serviceCode: '', timeSinceHeard: sinceUpdate, stale: isSaid && Number(sinceUpdate) * 1000 > staleAfterMs };
  }
  const { phase, conditionCode, secondsSinceHeartbeat } = service;
  return {
    servicePhase: phase,
    serviceCode: conditionCode,
    timeSinceHeard: secondsSinceHeartbeat < sinceUpdate ? secondsSinceHeartbeat : sinceUpdate,
    stale: isSaid && (service.stale || phase === 'stopped'),
  };
}

type HardwareFields = Pick<DriveLsItem, 'mediumPresent' | 'mediumLabel' | 'tapeAlertFlags' | 'cleaningDue'>;

function hardwareFields(hardware: DriveHardware | undefined): HardwareFields {
  if (hardware === undefined) return { mediumLabel: '', tapeAlertFlags: [], cleaningDue: false };
  const { mediumPresent, mediumLabel, tapeAlertFlags, cleaningDue } = hardware;
  return {
    ...(mediumPresent !== null && { mediumPresent }),
    mediumLabel: mediumLabel ?? '',
    tapeAlertFlags,
    cleaningDue,
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
