import type { DriveHardware } from '@cta/catalogue';
import type { DriveProbe } from '../../transfer/transfer-engine.ts';
import type { Activity } from '../activity.ts';

/** TapeAlert flags by which a drive asks to be cleaned: clean now, clean periodic (SSC-5, TapeAlert flags). */
const cleaningFlags: readonly number[] = [0x14, 0x15];

/** Looks whether the drive answers and is empty. */
export const probe: Activity<'probing'> = async ({ parts, record }) => {
  record.status({ status: 'PROBING' });
  const { identity, readiness, tapeAlerts } = await parts.engine.probe();
  const { vendor, product, revision, serial } = identity;
  parts.logger.emit('drive_ready', { vendor, product, revision, serial });
  record.hardware(hardwareOf({ identity, readiness, tapeAlerts }));
  for (const tapeAlert of tapeAlerts) parts.logger.emit('tape_alert_detected', { tape_alert: tapeAlert });
  return { type: readiness.state === 'no-medium' ? 'probed' : 'cartridge-found' };
};

function hardwareOf({ identity, readiness, tapeAlerts }: DriveProbe): DriveHardware {
  return {
    vendor: identity.vendor,
    product: identity.product,
    serialNumber: identity.serial,
    firmware: identity.revision,
    mediumPresent: readiness.state !== 'no-medium',
    mediumLabel: null,
    tapeAlertFlags: tapeAlerts,
    cleaningDue: tapeAlerts.some((flag) => cleaningFlags.includes(flag)),
    lastSense: null,
  };
}
