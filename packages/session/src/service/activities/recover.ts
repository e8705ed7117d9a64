import { alertOfDrive } from '../../machine/tape-alerts.ts';
import { cartridgeInDrive, putAway } from '../../mount/cartridge.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { endPastMount, findPastMount } from '../past-mount.ts';

/**
 * Brings together what the databases say this drive was doing and what is in the drive: puts a cartridge away, and ends a
 * mount that an earlier process left, so that its jobs are queued again. A process that died in a session is evidence,
 * kept before the drive is asked anything that may end this process too. What the drive says of itself is read at last.
 */
export const recover: Activity<'recovering'> = async ({ parts, record, hardware, sessions }, _state, signal) => {
  record.status({ status: 'CLEANINGUP' });
  const past = await findPastMount(parts, sessions.interrupted, signal);
  await putAwayWhatIsThere(parts, signal);
  const blamed = await endPastMount(parts, past, signal);
  sessions.interrupted = undefined;
  const { tapeAlerts } = await hardware.look(parts);
  const fault = alertOfDrive(tapeAlerts) ?? blamed;
  if (fault !== undefined) throw fault;
  return { type: 'recovered' };
};

async function putAwayWhatIsThere(parts: ActivityContext['parts'], signal: AbortSignal): Promise<void> {
  const cartridge = await cartridgeInDrive(parts, signal);
  if (cartridge === undefined) return;
  await putAway(parts, signal);
  parts.logger.emit('cartridge_recovered', { vid: cartridge.vid });
}
