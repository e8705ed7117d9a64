import { alertOfDrive } from '../../machine/tape-alerts.ts';
import type { Activity } from '../activity.ts';

/** Looks whether the drive answers, is empty, and has no alert that keeps it from being used. */
export const probe: Activity<'probing'> = async ({ parts, record, hardware }) => {
  record.status({ status: 'PROBING' });
  const { identity, readiness, tapeAlerts } = await hardware.look(parts);
  const { vendor, product, revision, serial } = identity;
  parts.logger.emit('drive_ready', { vendor, product, revision, serial });
  if (readiness.state !== 'no-medium') return { type: 'cartridge-found' };
  const alert = alertOfDrive(tapeAlerts);
  if (alert !== undefined) throw alert;
  return { type: 'probed' };
};
