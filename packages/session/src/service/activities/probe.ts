import { alertOfDrive } from '../../machine/tape-alerts.ts';
import { cartridgeInDrive, reachDrive } from '../../mount/cartridge.ts';
import type { Activity } from '../activity.ts';

/**
 * Looks whether the drive answers, is empty, and has no alert that keeps it from being used. A drive says that it is empty
 * of a cartridge that it has unloaded, too: what the library shows counts.
 */
export const probe: Activity<'probing'> = async ({ parts, record, hardware, pace }, _state, signal) => {
  pace.forget();
  record.status({ status: 'PROBING' });
  hardware.setUp();
  await reachDrive(parts, signal);
  const { identity, readiness } = await hardware.look(parts);
  const { vendor, product, revision, serial } = identity;
  parts.logger.emit('drive_ready', { vendor, product, revision, serial });
  if (readiness.state !== 'no-medium' || (await cartridgeInDrive(parts, signal)) !== undefined) {
    return { type: 'cartridge-found' };
  }
  const alert = alertOfDrive(hardware.alerts.raised);
  if (alert !== undefined) throw alert;
  return { type: 'probed' };
};
