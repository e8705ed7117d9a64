import { alertOfDrive, alertOfSession } from '../../machine/tape-alerts.ts';
import { cartridgeInDrive, putAway } from '../../mount/cartridge.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { endPastMount, findPastMount } from '../past-mount.ts';

/**
 * Brings together what the databases say this drive was doing and what is in the drive: puts a cartridge away, and ends a
 * mount that an earlier process left, so that its jobs are queued again. A process that died in a session is evidence,
 * kept before the drive is asked anything that may end this process too. What the drive says of itself is read before the
 * cartridge is unloaded, since it forgets some of that then, and at last again.
 */
export const recover: Activity<'recovering'> = async (context, _state, signal) => {
  const { parts, record, hardware, sessions } = context;
  record.status({ status: 'CLEANINGUP' });
  const past = await findPastMount(parts, sessions.interrupted, signal);
  await putAwayWhatIsThere(context, signal);
  await hardware.look(parts);
  const blamed = await endPastMount(parts, past, alertOfSession(hardware.alerts), signal);
  sessions.interrupted = undefined;
  const fault = alertOfDrive(hardware.alerts.raised) ?? blamed;
  if (fault !== undefined) throw fault;
  return { type: 'recovered' };
};

async function putAwayWhatIsThere({ parts, hardware }: ActivityContext, signal: AbortSignal): Promise<void> {
  const cartridge = await cartridgeInDrive(parts, signal);
  if (cartridge === undefined) return;
  await hardware.lookIfItAnswers(parts);
  if (cartridge.vid !== undefined) hardware.holds(cartridge.vid);
  await putAway(parts, signal);
  parts.logger.emit('cartridge_recovered', { vid: cartridge.vid });
}
