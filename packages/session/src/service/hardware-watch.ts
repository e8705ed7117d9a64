import type { DriveHardware, Vid } from '@cta/catalogue';
import type { ConditionError } from '@cta/conditions';
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
 * been read, or the tape is unloaded: so all that is read is told, and it is read before a tape is unloaded. What is seen
 * without asking, a cartridge that was brought or taken and a complaint, is told as it comes.
 */
export class HardwareWatch {
  readonly #record: DriveRecord;
  #told: DriveHardware | undefined;
  #known: ReadonlySet<number> = new Set();

  constructor(record: DriveRecord) {
    this.#record = record;
  }

  async look({ engine, logger }: Pick<DriveParts, 'engine' | 'logger'>): Promise<HardwareLook> {
    const probe = await engine.probe();
    const freshAlerts = probe.tapeAlerts.filter((flag) => !this.#known.has(flag));
    this.#known = new Set(probe.tapeAlerts);
    this.#tell(hardwareOf(probe, this.#told));
    for (const tapeAlert of freshAlerts) logger.emit('tape_alert_detected', { tape_alert: tapeAlert });
    return { ...probe, freshAlerts };
  }

  /** A tape was mounted, and the drive says that it is ready. */
  mounted(vid: Vid): void {
    this.#change({ mediumPresent: true, mediumLabel: vid });
  }

  /** The library has taken the cartridge out of the drive. */
  emptied(): void {
    this.#change({ mediumPresent: false, mediumLabel: null });
  }

  /** An activity failed: where the drive said why, in sense data, that is kept: key, code and qualifier. */
  failed({ suspect, details: { command, sense_key: key, asc, ascq } }: ConditionError): void {
    if (suspect !== 'drive' && suspect !== 'medium') return;
    if (typeof key !== 'number' || typeof asc !== 'number' || typeof ascq !== 'number') return;
    const sense = `${key.toString(16).toUpperCase()}/${hex(asc)}/${hex(ascq)}`;
    this.#change({ lastSense: typeof command === 'string' ? `${command}: ${sense}` : sense });
  }

  #change(changes: Partial<DriveHardware>): void {
    if (this.#told !== undefined) this.#tell({ ...this.#told, ...changes });
  }

  #tell(hardware: DriveHardware): void {
    this.#told = hardware;
    this.#record.hardware(hardware);
  }
}

/** A drive says that there is a medium, and not which. */
function hardwareOf({ identity, readiness, tapeAlerts }: DriveProbe, before: DriveHardware | undefined): DriveHardware {
  const mediumPresent = readiness.state !== 'no-medium';
  return {
    vendor: identity.vendor,
    product: identity.product,
    serialNumber: identity.serial,
    firmware: identity.revision,
    mediumPresent,
    mediumLabel: mediumPresent ? (before?.mediumLabel ?? null) : null,
    tapeAlertFlags: tapeAlerts,
    cleaningDue: isCleaningDue(tapeAlerts),
    lastSense: before?.lastSense ?? null,
  };
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
