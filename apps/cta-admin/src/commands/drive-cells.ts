import type { DriveLsItem } from '@cta/admin';
import { ConditionError, findCondition } from '@cta/conditions';
import { reasonCell } from '../output/cells.ts';

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

/** Seconds since somebody was heard of, marked where that is too long ago. */
export function ageCell(seconds: bigint, stale: boolean): string {
  return stale ? `${seconds} [STALE]` : `${seconds}`;
}

/** How the drive's service is: its phase, and what keeps it from its work. */
export function serviceCell({ servicePhase, serviceCode }: DriveLsItem): string | undefined {
  return servicePhase === undefined ? undefined : [servicePhase, serviceCode].join(' ').trim();
}

/** Why a drive is down; where its code is shown beside, what that says already gives way to what is special about it. */
export function specificReasonCell({
  reason,
  reasonCode,
}: Pick<DriveLsItem, 'reason' | 'reasonCode'>): string | undefined {
  const condition = findCondition(reasonCode);
  return reasonCell((condition && ConditionError.told(condition.name, reason).said) ?? reason);
}

/** What the hardware said last: whether there is a medium, which flags it raised. */
export function hardwareCell({
  mediumPresent,
  mediumLabel,
  tapeAlertFlags,
  cleaningDue,
}: DriveLsItem): string | undefined {
  const parts = [
    ...(mediumPresent === undefined ? [] : [mediumPresent ? `loaded ${mediumLabel}`.trim() : 'empty']),
    ...(tapeAlertFlags.length === 0 ? [] : [`TapeAlert ${tapeAlertFlags.join(',')}`]),
    ...(cleaningDue ? ['clean'] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** Megabytes a second over the session, with one decimal. */
export function rateOf(drive: Pick<DriveLsItem, 'bytesTransferredInSession' | 'sessionElapsedTime'>): string {
  const { bytesTransferredInSession: bytes, sessionElapsedTime: seconds } = drive;
  return seconds === 0n ? '0.0' : (Number(bytes / seconds) / 1e6).toFixed(1);
}
