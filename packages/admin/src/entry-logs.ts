import type { AuditLog } from '@cta/catalogue';

/** Who did something, where and when: CTA's EntryLog. */
export interface EntryLog {
  readonly username: string;
  readonly host: string;
  /** Seconds since the epoch. */
  readonly time: bigint;
}

/** Who made an entry, and who changed it last; a part of most items. */
export interface EntryLogs {
  readonly creationLog: EntryLog;
  readonly lastModificationLog: EntryLog;
}

export function entryLogsOf({ creation, lastModification }: AuditLog): EntryLogs {
  return { creationLog: entryLogOf(creation), lastModificationLog: entryLogOf(lastModification) };
}

function entryLogOf({ user, host, at }: AuditLog['creation']): EntryLog {
  return { username: user, host, time: secondsOf(at) };
}

/** A time as CTA's messages have it: whole seconds since the epoch. */
export function secondsOf(time: Date): bigint {
  return BigInt(Math.floor(time.getTime() / 1000));
}
