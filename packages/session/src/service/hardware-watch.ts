import type { DriveHardware } from '@cta/catalogue';
import type { ConditionError } from '@cta/conditions';
import { RaisedAlerts } from '../machine/raised-alerts.ts';
import { isCleaningDue } from '../machine/tape-alerts.ts';
import type { DriveProbe } from '../transfer/transfer-engine.ts';
import type { DriveParts } from './drive-parts.ts';
import type { DriveRecord } from './drive-record.ts';

type Asked = Pick<DriveParts, 'engine' | 'logger'>;

/** Why flags of the drive are read. */
export interface LookOptions {
  /** Whether flags may be read by a page that clears them; true where absent. */
  readonly mayClear?: boolean;
}

/**
 * Asks the drive how it is, and tells the Catalogue and the log. Drives forget TapeAlert flags, of a tape that is unloaded
 * and some also by being asked: so all that is read is kept and told, and it is read before a tape is unloaded. What is
 * seen without asking, a cartridge that was brought or taken and a complaint, is told as it comes.
 */
export class HardwareWatch {
  readonly #record: Pick<DriveRecord, 'hardware' | 'hardwareAsBefore'>;
  #told: DriveHardware | undefined;
  #alerts = new RaisedAlerts();

  constructor(record: Pick<DriveRecord, 'hardware' | 'hardwareAsBefore'>) {
    this.#record = record;
  }

  /** TapeAlert flags that were raised since the tape came, and those that count against the drive. */
  get alerts(): Pick<RaisedAlerts, 'raised' | 'fresh'> {
    return this.#alerts;
  }

  /** What the Catalogue has from an earlier process: it holds until the drive says otherwise. */
  remember(hardware: DriveHardware): void {
    this.#told = hardware;
    this.#alerts = new RaisedAlerts(hardware.tapeAlertFlags);
  }

  async look({ engine, logger }: Asked, options: LookOptions = {}): Promise<DriveProbe> {
    const probe = await engine.probe(options);
    const fresh = this.#alerts.read(probe.tapeAlerts);
    this.#tell(hardwareOf(probe, this.#alerts.set, this.#told));
    for (const tapeAlert of fresh) logger.emit('tape_alert_detected', { tape_alert: tapeAlert });
    return probe;
  }

  /** Looks where what the drive says would be good to know and is not needed: that it does not say it is only logged. */
  async lookIfItAnswers(parts: Asked): Promise<void> {
    try {
      await this.look(parts);
    } catch (error) {
      parts.logger.emit('drive_not_asked', {}, error);
    }
  }

  /** An operator has set the drive up: what it said before was seen to. */
  setUp(): void {
    this.#alerts.forget();
  }

  /** A tape is about to come into the drive: flags that come from now on come with it. */
  tapeComes(): void {
    this.#alerts.tapeComes();
    this.#change(alertFields(this.#alerts.set));
  }

  /** It is known which cartridge is in the drive. */
  holds(vid: string): void {
    this.#change({ mediumPresent: true, mediumLabel: vid });
  }

  /** The library has taken the cartridge out of the drive, and flags of it may have gone with it. */
  async emptied(parts: Asked): Promise<void> {
    this.#change({ mediumPresent: false, mediumLabel: null });
    await this.lookIfItAnswers(parts);
  }

  /** An activity failed: where the drive said why, in sense data, that is kept: key, code and qualifier. */
  failed({ suspect, details: { command, sense_key: key, asc, ascq } }: ConditionError): void {
    if (suspect !== 'drive' && suspect !== 'medium') return;
    if (typeof key !== 'number' || typeof asc !== 'number' || typeof ascq !== 'number') return;
    const sense = `${key.toString(16).toUpperCase()}/${hex(asc)}/${hex(ascq)}`;
    this.#change({ lastSense: typeof command === 'string' ? `${command}: ${sense}` : sense });
  }

  #change(changes: Partial<DriveHardware>): void {
    if (this.#told === undefined) return;
    const hardware = { ...this.#told, ...changes };
    if (!isSame(hardware, this.#told)) this.#tell(hardware);
  }

  #tell(hardware: DriveHardware): void {
    const isAsBefore = this.#told !== undefined && isSame(hardware, this.#told);
    this.#told = hardware;
    if (isAsBefore) this.#record.hardwareAsBefore(hardware);
    else this.#record.hardware(hardware);
  }
}

/** A drive says that there is a medium, and not which. */
function hardwareOf(
  { identity, readiness }: DriveProbe,
  tapeAlerts: readonly number[],
  before: DriveHardware | undefined,
): DriveHardware {
  const mediumPresent = readiness.state !== 'no-medium';
  return {
    vendor: identity.vendor,
    product: identity.product,
    serialNumber: identity.serial,
    firmware: identity.revision,
    mediumPresent,
    mediumLabel: mediumPresent ? (before?.mediumLabel ?? null) : null,
    ...alertFields(tapeAlerts),
    lastSense: before?.lastSense ?? null,
  };
}

function alertFields(flags: readonly number[]): Pick<DriveHardware, 'tapeAlertFlags' | 'cleaningDue'> {
  return { tapeAlertFlags: flags, cleaningDue: isCleaningDue(flags) };
}

function isSame(one: DriveHardware, other: DriveHardware): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
