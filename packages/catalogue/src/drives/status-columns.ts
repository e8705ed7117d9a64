import type { DriveStatus } from './drive.ts';

/** DRIVE_STATE's columns of when something began; lower case, as PostgreSQL keeps them. */
export const timeColumns = [
  'session_start_time',
  'mount_start_time',
  'transfer_start_time',
  'unload_start_time',
  'unmount_start_time',
  'draining_start_time',
  'down_or_up_start_time',
  'probe_start_time',
  'cleanup_start_time',
  'start_start_time',
  'shutdown_time',
] as const;

export type TimeColumn = (typeof timeColumns)[number];

interface StatusTimes {
  /** The column that tells since when the drive has this status. */
  readonly since: TimeColumn;
  /** Another that is set with it. */
  readonly also?: TimeColumn;
  /** Those that keep what the status before left; all others become NULL. */
  readonly kept?: readonly TimeColumn[];
}

/** Which times a status sets (catalogue: 5.17). */
export const statusTimes: Readonly<Record<Exclude<DriveStatus, 'UNKNOWN'>, StatusTimes>> = {
  DOWN: { since: 'down_or_up_start_time' },
  UP: { since: 'down_or_up_start_time' },
  PROBING: { since: 'probe_start_time' },
  STARTING: { since: 'start_start_time', also: 'session_start_time' },
  MOUNTING: { since: 'mount_start_time', kept: ['session_start_time'] },
  TRANSFERING: { since: 'transfer_start_time', kept: ['session_start_time', 'mount_start_time'] },
  UNLOADING: { since: 'unload_start_time' },
  UNMOUNTING: { since: 'unmount_start_time' },
  DRAININGTODISK: { since: 'draining_start_time' },
  CLEANINGUP: { since: 'cleanup_start_time' },
  SHUTDOWN: { since: 'shutdown_time' },
};
