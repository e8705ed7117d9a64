import type { DriveHardware } from '@cta/catalogue';
import { isCleaningDue } from '../machine/tape-alerts.ts';
import type { DriveProbe } from '../transfer/transfer-engine.ts';
import type { DriveParts } from './drive-parts.ts';
import type { DriveRecord } from './drive-record.ts';

/** What the drive answered just now. */
export interface HardwareLook extends DriveProbe {
  /** TapeAlert flags that were not set at the look before. */
  readonly freshAlerts: readonly number[];
}

/**
 * Asks the drive how it is, and tells the Catalogue and the log. Some drives forget their TapeAlert flags once they have
 * been read, or the tape is unloaded: so all that is read is told, and it is read before a tape is unloaded.
 */
export class HardwareWatch {
  readonly #record: DriveRecord;
  #known: ReadonlySet<number> = new Set();

  constructor(record: DriveRecord) {
    this.#record = record;
  }

  async look({ engine, logger }: Pick<DriveParts, 'engine' | 'logger'>): Promise<HardwareLook> {
    const probe = await engine.probe();
    const freshAlerts = probe.tapeAlerts.filter((flag) => !this.#known.has(flag));
    this.#known = new Set(probe.tapeAlerts);
    this.#record.hardware(hardwareOf(probe));
    for (const tapeAlert of freshAlerts) logger.emit('tape_alert_detected', { tape_alert: tapeAlert });
    return { ...probe, freshAlerts };
  }
}

function hardwareOf({ identity, readiness, tapeAlerts }: DriveProbe): DriveHardware {
  return {
    vendor: identity.vendor,
    product: identity.product,
    serialNumber: identity.serial,
    firmware: identity.revision,
    mediumPresent: readiness.state !== 'no-medium',
    mediumLabel: null,
    tapeAlertFlags: tapeAlerts,
    cleaningDue: isCleaningDue(tapeAlerts),
    lastSense: null,
  };
}
