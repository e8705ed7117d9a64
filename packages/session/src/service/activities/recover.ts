import { alertOfDrive, alertOfSession } from '../../machine/tape-alerts.ts';
import { cartridgeInDrive, putAway, reachDrive } from '../../mount/cartridge.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { endPastMount, findPastMount } from '../past-mount.ts';

/**
 * Brings together what the databases say this drive was doing and what is in the drive: puts a cartridge away, and ends a
 * mount that an earlier process left, so that its jobs are queued again. A process that died in a session is evidence,
 * kept before the drive is asked anything that may end this process too. What the drive says of itself is read before the
 * cartridge is unloaded, since it forgets some of that then, and at last again. Of databases and library all is waited for:
 * only a cartridge that cannot be put away, and the drive itself, put it DOWN.
 */
export const recover: Activity<'recovering'> = async (context, _state, signal) => {
  const { parts, record, hardware, sessions } = context;
  record.status({ status: 'CLEANINGUP' });
  const insisting = { ...parts, patiently: parts.insistently };
  const past = await findPastMount(insisting, sessions.interrupted, signal);
  await putAwayWhatIsThere(context, signal);
  sessions.cartridge = 'home';
  // Before the drive is asked again: jobs of a drive that is ill must not wait for it.
  const blamed = await endPastMount(insisting, past, alertOfSession(hardware.alerts), signal);
  sessions.interrupted = undefined;
  await reachDrive(parts, signal);
  await hardware.look(parts);
  const fault = alertOfDrive(hardware.alerts.raised) ?? blamed;
  if (fault !== undefined) throw fault;
  return { type: 'recovered' };
};

async function putAwayWhatIsThere({ parts, hardware }: ActivityContext, signal: AbortSignal): Promise<void> {
  const cartridge = await cartridgeInDrive(parts, signal);
  if (cartridge === undefined) return;
  await reachDrive(parts, signal);
  await hardware.lookIfItAnswers(parts);
  if (cartridge.vid !== undefined) hardware.holds(cartridge.vid);
  await putAway(parts, signal);
  parts.logger.emit('cartridge_recovered', { vid: cartridge.vid });
}
