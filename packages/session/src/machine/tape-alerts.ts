import { ConditionError, type ConditionName } from '@cta/conditions';
import type { RaisedAlerts } from './raised-alerts.ts';

interface CriticalAlert {
  readonly name: string;
  readonly condition: ConditionName;
}

const drive = 'DRIVE_ALERT_CRITICAL';
const medium = 'MEDIUM_ALERT_CRITICAL';

/**
 * TapeAlert flags that end the use of a drive or a tape (SSC-5 annex A: severity critical). Others are reported and no
 * more; read, write and load failures (5, 6, 9, 55) come with sense data, which say more.
 */
const criticalAlerts: Readonly<Record<number, CriticalAlert>> = {
  4: { name: 'media', condition: medium },
  13: { name: 'recoverable mechanical cartridge failure', condition: medium },
  14: { name: 'unrecoverable mechanical cartridge failure', condition: medium },
  20: { name: 'clean now', condition: 'DRIVE_CLEANING_NEEDED' },
  30: { name: 'hardware A', condition: drive },
  31: { name: 'hardware B', condition: drive },
  38: { name: 'predictive failure', condition: drive },
  52: { name: 'tape system area write failure', condition: medium },
  53: { name: 'tape system area read failure', condition: medium },
  54: { name: 'no start of data', condition: medium },
  56: { name: 'unrecoverable unload failure', condition: drive },
};

/** TapeAlert flags by which a drive asks to be cleaned: clean now, clean periodic. */
const cleaningFlags: ReadonlySet<number> = new Set([20, 21]);

export function isCleaningDue(flags: readonly number[]): boolean {
  return flags.some((flag) => cleaningFlags.has(flag));
}

/** What flags keep a drive from being used, if they do. */
export function alertOfDrive(flags: readonly number[]): ConditionError | undefined {
  return firstAlert(flags, (condition) => condition !== medium);
}

/**
 * What flags that a session met keep the drive or its tape from being used, if they do. A tape has to answer only for
 * those that were raised since it came: an older one may be another tape's.
 */
export function alertOfSession({ raised, fresh }: Pick<RaisedAlerts, 'raised' | 'fresh'>): ConditionError | undefined {
  return alertOfDrive(raised) ?? firstAlert(fresh, (condition) => condition === medium);
}

function firstAlert(flags: readonly number[], matters: (condition: ConditionName) => boolean) {
  for (const flag of flags) {
    const alert = criticalAlerts[flag];
    if (alert === undefined || !matters(alert.condition)) continue;
    const details = { tape_alert: flag };
    return new ConditionError(alert.condition, { message: `TapeAlert flag ${flag} (${alert.name})`, details });
  }
  return undefined;
}
