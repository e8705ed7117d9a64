import { endMount } from '@cta/scheduler';
import { alertOfSession } from '../../machine/tape-alerts.ts';
import { putAway } from '../../mount/cartridge.ts';
import type { Activity } from '../activity.ts';
import { tryAtLeastOnce } from '../last-try.ts';

/**
 * Brings the cartridge home, then waits until all that the session held is told, and ends the mount: also where it was told
 * to hurry and something had to be given up, since a mount that lives on would look like the death of its service. A critical
 * alert that was raised on the way makes a fault of it, once nothing can be lost any more.
 */
export const unmount: Activity<'unmounting'> = async (context, { mount }, signal) => {
  const { parts, record, sessions, pace, hardware, givenUp } = context;
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
  await tryAtLeastOnce(parts, 'SchedulerDB', () => endMount(parts.schedulerDb, mount.mountId), givenUp.SchedulerDB);
  sessions.current = undefined;
  pace.ended('well');
  return { type: 'unmounted' };
};
