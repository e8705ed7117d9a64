import { endMount, type Mount } from '@cta/scheduler';
import type { DriveEvent } from '../../machine/state.ts';
import { alertOfSession } from '../../machine/tape-alerts.ts';
import { putAway } from '../../mount/cartridge.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { withMountAlive } from '../mount-life.ts';

/**
 * Brings the cartridge home, then waits until all that the session held is told, and ends the mount. A critical alert
 * that was raised on the way makes a fault of it, once nothing can be lost any more.
 */
export const unmount: Activity<'unmounting'> = (context, { mount }, signal) =>
  withMountAlive(context.parts, mount, {}, signal, () => bringHome(context, mount, signal));

async function bringHome(context: ActivityContext, mount: Mount, signal: AbortSignal): Promise<DriveEvent> {
  const { parts, record, sessions, pace, hardware } = context;
  record.status({ status: 'UNLOADING', mount });
  await hardware.look(parts);
  await putAway(parts, signal, () => record.status({ status: 'UNMOUNTING', mount }));
  // A mount without work has asked nothing of the library.
  if (sessions.cartridge === 'away') record.libraryServed();
  sessions.cartridge = 'home';
  await hardware.emptied(parts);
  await sessions.current?.settle();
  const alert = alertOfSession(hardware.alerts);
  if (alert !== undefined) throw alert;
  await parts.patiently('SchedulerDB', () => endMount(parts.schedulerDb, mount.mountId), signal);
  sessions.current = undefined;
  pace.ended('well');
  return { type: 'unmounted' };
}
