import {
  type Drive,
  type DriveHardware,
  type DriveName,
  type DriveStatus,
  type DriveStatusReport,
  libraryServed,
  putDriveDown,
  readDrive,
  recordSessionFault,
  reportDriveHardware,
  reportDriveStatus,
  type SessionFault,
  tapeMounted,
} from '@cta/catalogue';
import { type ConditionCode, ConditionError, isCondition } from '@cta/conditions';
import type { Mount } from '@cta/scheduler';
import { isLibrarysOwn } from '../machine/verdict.ts';
import type { DriveParts } from './drive-parts.ts';
import { enterDrive } from './registration.ts';
import { SerialQueue } from './serial-queue.ts';

/** What operators want of the drive; DOWN has the code of its reason, null where a person gave it. */
export type KnownDesired = { readonly state: 'UP' } | { readonly state: 'DOWN'; readonly code: ConditionCode | null };

/** What the Catalogue counts a mount as; a label is neither. */
const mountKinds = { ARCHIVE_FOR_USER: 'archive', RETRIEVE: 'retrieve', LABEL: undefined } as const;

type RecordParts = Pick<DriveParts, 'catalogueDb' | 'installation' | 'patiently' | 'logger'>;

/**
 * What the Catalogue is told and asked about this drive, in the order in which it happened. Telling never waits; while
 * the Catalogue is away it is held, and so no answer can be older than what was told before the question.
 */
export class DriveRecord {
  readonly #parts: RecordParts;
  readonly #signal: AbortSignal;
  readonly #queue: SerialQueue;
  #timesPutDown = 0;
  #status: DriveStatus = 'UNKNOWN';
  #desired: KnownDesired | undefined;

  /** @param signal gives up what is held */
  constructor(parts: RecordParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#queue = new SerialQueue((error) => {
      if (!signal.aborted) parts.logger.emit('report_failed', {}, error);
    });
  }

  /** The status that was told last, delivered or held. */
  get lastTold(): DriveStatus {
    return this.#status;
  }

  /** The desired state as far as it is known: as it was last read, or as this service has changed it since. */
  get desired(): KnownDesired | undefined {
    return this.#desired;
  }

  /** The drive service does something else now. */
  status(status: DriveStatusReport): void {
    this.#status = status.status;
    this.#add((name) => reportDriveStatus(this.#parts.catalogueDb, name, status));
  }

  /** The last that is told, also where what was held has been given up. @param late gives up this too */
  async lastStatus(status: DriveStatusReport, late: AbortSignal): Promise<void> {
    this.#status = status.status;
    await this.#queue.drained();
    try {
      await this.#ask((name) => reportDriveStatus(this.#parts.catalogueDb, name, status), late);
    } catch (error) {
      if (!late.aborted) this.#parts.logger.emit('report_failed', {}, error);
    }
  }

  /** How far a session has come; dropped while older things wait, since the next one tells more. */
  progress(status: DriveStatusReport): void {
    if (this.#queue.length === 0) this.status(status);
  }

  /** The tape of a mount is in the drive and ready. */
  mounted({ vid, type }: Mount): void {
    const kind = mountKinds[type];
    if (kind !== undefined) this.#add((name) => tapeMounted(this.#parts.catalogueDb, vid, name, kind));
  }

  /** The configuration in force has changed. */
  configured(): void {
    this.#add(() => enterDrive(this.#parts));
  }

  /** What the hardware answered. */
  hardware(hardware: DriveHardware): void {
    this.#add((name) => reportDriveHardware(this.#parts.catalogueDb, name, hardware));
  }

  /** The hardware answered what it did before: only when it did is new. Dropped while older things wait. */
  hardwareAsBefore(hardware: DriveHardware): void {
    if (this.#queue.length === 0) this.hardware(hardware);
  }

  /** A fault ended the session of a mount. */
  fault({ mountId, vid }: Pick<SessionFault, 'mountId' | 'vid'>, { code, message, condition }: ConditionError): void {
    const fault = { mountId, vid, code, text: message, actor: this.#actor };
    const of = { isOfLibrary: isLibrarysOwn(condition) };
    this.#add((name) => recordSessionFault(this.#parts.catalogueDb, name, fault, of));
  }

  /** The library has brought a tape into the drive and home again. */
  libraryServed(): void {
    this.#add((name) => libraryServed(this.#parts.catalogueDb, name));
  }

  /**
   * Puts the drive DOWN, unless it is DOWN already: then its reason stays, and this becomes an event of its history. The
   * log tells which of the two it was.
   * @param options isLogged: what the error says is in the log already, and needs not be said twice
   */
  putDown(error: ConditionError, { isLogged }: { readonly isLogged: boolean }): void {
    this.#timesPutDown += 1;
    if (this.#desired?.state !== 'DOWN') this.#desired = { state: 'DOWN', code: error.code };
    const cause = { code: error.code, text: error.message, actor: this.#actor };
    const told = isLogged ? new ConditionError(error.condition) : error;
    this.#add(async (name) => {
      const outcome = await putDriveDown(this.#parts.catalogueDb, name, cause);
      this.#parts.logger.emit(outcome === 'put-down' ? 'drive_put_down' : 'drive_down_already', {}, told);
    });
  }

  /** The drive as the Catalogue has it; 'outdated' where it was put down since the question was put. */
  async read(): Promise<Drive | 'outdated'> {
    await this.#queue.drained();
    const asked = this.#timesPutDown;
    const drive = await this.#ask((name) => readDrive(this.#parts.catalogueDb, name));
    if (asked !== this.#timesPutDown) return 'outdated';
    this.#desired = drive.desired;
    return drive;
  }

  /** Resolves once everything has been told. */
  delivered(): Promise<void> {
    return this.#queue.drained();
  }

  get #actor(): string {
    return `cta-taped@${this.#parts.installation.host}`;
  }

  #add(tell: (name: DriveName) => Promise<unknown>): void {
    this.#queue.add(async () => {
      await this.#ask(tell);
    });
  }

  /** A drive that was removed from the Catalogue while its service runs is entered anew, as one that nobody has set up yet. */
  async #ask<T>(question: (name: DriveName) => Promise<T>, signal = this.#signal): Promise<T> {
    const { installation, patiently, logger } = this.#parts;
    const ask = () => patiently('Catalogue', () => question(installation.driveName), signal);
    try {
      return await ask();
    } catch (error) {
      if (!isCondition(error, 'NO_SUCH_ENTITY')) throw error;
      const entered = await patiently('Catalogue', () => enterDrive(this.#parts), signal);
      if (entered === 'known') throw error;
      logger.emit('drive_entered_anew');
      return ask();
    }
  }
}
