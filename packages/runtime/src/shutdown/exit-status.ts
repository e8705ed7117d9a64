import { ConditionError, type ConditionName } from '@cta/conditions';

/**
 * Exit statuses by what ends a program: one for each thing that a person must put right before a start can succeed, so
 * that systemd does not start it in a loop (RestartPreventExitStatus=). Values are those of sysexits.h where one fits.
 */
export const exitStatuses = Object.freeze({
  SERVICE_STOPPING: 0,
  /** A device or library that is configured cannot be used (EX_UNAVAILABLE). */
  DRIVE_NOT_FOUND: 69,
  DRIVE_ACCESS_DENIED: 69,
  LIBRARY_NOT_FOUND: 69,
  /** Our own fault (EX_SOFTWARE); started again. */
  UNFORESEEN_ERROR: 70,
  /** Another process has what this one needs for itself alone (EX_TEMPFAIL). */
  DRIVE_SERVICE_RUNNING: 75,
  /** A database has another schema than this version works with (EX_PROTOCOL). */
  SCHEMA_VERSION_UNSUPPORTED: 76,
  MIGRATION_ALTERED: 76,
  /** The configuration, or what it names, is wrong (EX_CONFIG). */
  CONFIGURATION_INVALID: 78,
  CONFIGURATION_UNREADABLE: 78,
  SECRET_UNREADABLE: 78,
  LOG_UNWRITABLE: 78,
  HEALTH_ADDRESS_UNUSABLE: 78,
  DEVICE_ADDRESS_INVALID: 78,
  DRIVE_REGISTERED_ELSEWHERE: 78,
  DATABASE_LOGIN_REFUSED: 78,
  DATABASE_NOT_FOUND: 78,
  DATABASE_TLS_FAILED: 78,
} as const satisfies Partial<Record<ConditionName, number>>);

/** What a person must put right before a start can succeed. Any other error that a service meets is waited for, or a fault of its own. */
export function needsPersonToStart({ condition }: ConditionError): boolean {
  const status = (exitStatuses as Partial<Record<ConditionName, number>>)[condition];
  return status !== undefined && status !== exitStatuses.SERVICE_STOPPING && status !== exitStatuses.UNFORESEEN_ERROR;
}

/** Exit status of a program that an error ended; 1 where none of its own is declared. */
export function exitStatusOf(error: unknown): number {
  const statuses: Partial<Record<ConditionName, number>> = exitStatuses;
  return isStop(error) ? exitStatuses.SERVICE_STOPPING : (statuses[ConditionError.from(error).condition] ?? 1);
}

/** Whether an error is, or was caused by, the service being told to stop: libraries wrap the reason of an abort. */
export function isStop(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (link instanceof ConditionError && link.is('SERVICE_STOPPING')) return true;
  }
  return false;
}
