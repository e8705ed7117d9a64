import { causeOfDown, type DriveEvent, type DriveEventKind, DriveName, driveHistory as eventsOf } from '@cta/catalogue';
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
  /** The drive is down, and this is what it was put or set down by. */
  readonly whyDown?: true;
}

/**
 * What happened to a drive, the latest first; also of one that was removed. The answer for a drive that is down begins with
 * what it is down for, however long ago that was.
 */
export async function driveHistory(
  context: AdminContext,
  driveName: string,
  { limit, sessions }: { readonly limit: number; readonly sessions?: boolean },
): Promise<readonly DriveEventItem[]> {
  const { catalogueDb } = context;
  const name = DriveName(driveName);
  const cause = await causeOfDown(catalogueDb, name);
  const events = await eventsOf(catalogueDb, name, limit, { sessions: sessions ?? true });
  const others = events.filter(({ id }) => id !== cause?.id).map((event) => eventItem(driveName, event));
  if (cause === undefined) return others;
  return [{ ...eventItem(driveName, cause), whyDown: true as const }, ...others].slice(0, limit);
}

function eventItem(driveName: string, event: DriveEvent): DriveEventItem {
  return {
    time: secondsOf(event.happenedAt),
    driveName,
    kind: event.kind,
    code: event.code ?? '',
    text: event.text ?? '',
    actor: event.actor,
    ...(event.mountId === null ? {} : { mountId: event.mountId }),
    vid: event.vid ?? '',
  };
}
