import { type DriveEventKind, DriveName, driveHistory as eventsOf } from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { secondsOf } from '../entry-logs.ts';

/** Something that happened to a drive. */
export interface DriveEventItem {
  /** Seconds since the epoch. */
  readonly time: bigint;
  readonly driveName: string;
  readonly kind: DriveEventKind;
  readonly code: string;
  readonly text: string;
  readonly actor: string;
  readonly mountId?: bigint;
  readonly vid: string;
}

/** What happened to a drive, the latest first; also of one that was removed. */
export async function driveHistory(
  context: AdminContext,
  driveName: string,
  limit: number,
): Promise<readonly DriveEventItem[]> {
  const events = await eventsOf(context.catalogueDb, DriveName(driveName), limit);
  return events.map((event) => ({
    time: secondsOf(event.happenedAt),
    driveName,
    kind: event.kind,
    code: event.code ?? '',
    text: event.text ?? '',
    actor: event.actor,
    ...(event.mountId === null ? {} : { mountId: event.mountId }),
    vid: event.vid ?? '',
  }));
}
