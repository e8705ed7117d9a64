import { endMount } from '@cta/scheduler';
import { putAway } from '../../mount/cartridge.ts';
import type { Activity } from '../activity.ts';
import { withMountAlive } from '../mount-life.ts';

/** Brings the cartridge home, then waits until all that the session held is told, and ends the mount. */
export const unmount: Activity<'unmounting'> = async (context, { mount }, signal) => {
  const { parts, record, sessions, pace } = context;
  record.status({ status: 'UNLOADING', mount });
  await putAway(parts, signal, () => record.status({ status: 'UNMOUNTING', mount }));
  await withMountAlive(parts, mount, {}, signal, async () => sessions.current?.settle());
  await parts.patiently('SchedulerDB', () => endMount(parts.schedulerDb, mount.mountId), signal);
  sessions.current = undefined;
  pace.ended('well');
  return { type: 'unmounted' };
};
