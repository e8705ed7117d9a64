import type { Activity } from '../activity.ts';

/** Looks whether the drive answers and is empty. */
export const probe: Activity<'probing'> = async ({ parts, record }) => {
  record.status({ status: 'PROBING' });
  const { identity, readiness, tapeAlerts } = await parts.engine.probe();
  const { vendor, product, revision, serial } = identity;
  parts.logger.emit('drive_ready', { vendor, product, revision, serial });
  for (const tapeAlert of tapeAlerts) parts.logger.emit('tape_alert_detected', { tape_alert: tapeAlert });
  return { type: readiness.state === 'no-medium' ? 'probed' : 'cartridge-found' };
};
