import { endMount, liveMountOf } from '@cta/scheduler';
import { alertOfDrive } from '../../machine/tape-alerts.ts';
import { cartridgeInDrive, putAway } from '../../mount/cartridge.ts';
import type { Activity, ActivityContext } from '../activity.ts';

/**
 * Brings together what the databases say this drive was doing and what is in the drive: puts a cartridge away, and ends a
 * mount that an earlier process left, so that its jobs are queued again. What the drive says of itself is read at last.
 */
export const recover: Activity<'recovering'> = async ({ parts, record, hardware }, _state, signal) => {
  record.status({ status: 'CLEANINGUP' });
  await putAwayWhatIsThere(parts, signal);
  await endMountOfThePast(parts, signal);
  const { tapeAlerts } = await hardware.look(parts);
  const alert = alertOfDrive(tapeAlerts);
  if (alert !== undefined) throw alert;
  return { type: 'recovered' };
};

async function putAwayWhatIsThere(parts: ActivityContext['parts'], signal: AbortSignal): Promise<void> {
  const cartridge = await cartridgeInDrive(parts, signal);
  if (cartridge === undefined) return;
  await putAway(parts, signal);
  parts.logger.emit('cartridge_recovered', { vid: cartridge.vid });
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
