import { endMount, liveMountOf } from '@cta/scheduler';
import { putAway } from '../../mount/cartridge.ts';
import type { Activity, ActivityContext } from '../activity.ts';

/**
 * Brings together what the databases say this drive was doing and what is in the drive: puts a cartridge away, and ends a
 * mount that an earlier process left, so that its jobs are queued again.
 */
export const recover: Activity<'recovering'> = async ({ parts, record }, _state, signal) => {
  record.status({ status: 'CLEANINGUP' });
  await putAwayWhatIsThere(parts, signal);
  await endMountOfThePast(parts, signal);
  return { type: 'recovered' };
};

async function putAwayWhatIsThere(parts: ActivityContext['parts'], signal: AbortSignal): Promise<void> {
  const { library, installation, patiently, logger } = parts;
  const inventory = await patiently('library', () => library.inventory(), signal);
  const drive = inventory.filter(({ kind }) => kind === 'drive')[installation.libraryOrdinal];
  if (drive?.full !== true) return;
  await putAway(parts, signal);
  logger.emit('cartridge_recovered', { vid: drive.vid });
}

async function endMountOfThePast(
  { schedulerDb, installation, patiently, logger }: ActivityContext['parts'],
  signal: AbortSignal,
) {
  const mount = await patiently('SchedulerDB', () => liveMountOf(schedulerDb, installation.driveName), signal);
  if (mount === undefined) return;
  await patiently('SchedulerDB', () => endMount(schedulerDb, mount.mountId), signal);
  logger.emit('mount_of_the_past_ended', { mount_id: mount.mountId, vid: mount.vid });
}
