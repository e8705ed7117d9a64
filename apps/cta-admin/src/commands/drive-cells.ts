import type { DriveLsItem } from '@cta/admin';

/** Statuses as CTA shows them. */
export const statusText: Readonly<Record<DriveLsItem['driveStatus'], string>> = {
  UNKNOWN_DRIVE_STATUS: 'Unknown',
  DOWN: 'Down',
  UP: 'Free',
  PROBING: 'Probe',
  STARTING: 'Start',
  MOUNTING: 'Mount',
  TRANSFERRING: 'Transfer',
  UNLOADING: 'Unload',
  UNMOUNTING: 'Unmount',
  DRAINING_TO_DISK: 'DrainToDisk',
  CLEANING_UP: 'CleanUp',
  SHUTDOWN: 'Shutdown',
};

/** Purposes of mounts as CTA shows them; none is a dash. */
export const mountTypeText: Readonly<Record<DriveLsItem['mountType'], string>> = {
  NO_MOUNT: '',
  ARCHIVE_FOR_USER: 'ArchiveForUser',
  ARCHIVE_FOR_REPACK: 'ArchiveForRepack',
  RETRIEVE: 'Retrieve',
  LABEL: 'Label',
  ARCHIVE_ALL_TYPES: 'ArchiveAllTypes',
};

/** Seconds since the drive was heard of, marked where that is too long ago. */
export function ageOf(seconds: bigint, timeoutSeconds: number): string {
  return seconds > timeoutSeconds ? `${seconds} [STALE]` : `${seconds}`;
}

/** Megabytes a second over the session, with one decimal. */
export function rateOf(drive: Pick<DriveLsItem, 'bytesTransferredInSession' | 'sessionElapsedTime'>): string {
  const { bytesTransferredInSession: bytes, sessionElapsedTime: seconds } = drive;
  return seconds === 0n ? '0.0' : (Number(bytes / seconds) / 1e6).toFixed(1);
}
