import { checkTapeForLabel, tapeLabelled } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { failLabel, type LabelPurpose, type Mount, reportLabelled } from '@cta/scheduler';
import type { DriveParts, DriveSessionProgress } from '../service/drive-parts.ts';
import type { GivenUp } from '../service/giving-up.ts';
import { SerialQueue } from '../service/serial-queue.ts';
import type { MountSession } from './mount-session.ts';

/** Writes the volume label of the mount's tape. */
export class LabelSession implements MountSession {
  readonly #parts: DriveParts;
  readonly #mount: Mount & LabelPurpose;
  readonly #givenUp: GivenUp;
  readonly #reports: SerialQueue;

  constructor(parts: DriveParts, mount: Mount & LabelPurpose, givenUp: GivenUp) {
    this.#parts = parts;
    this.#mount = mount;
    this.#givenUp = givenUp;
    this.#reports = new SerialQueue((error) => {
      if (!givenUp.Catalogue.aborted && !givenUp.SchedulerDB.aborted) parts.logger.emit('report_failed', {}, error);
    });
  }

  /** Refused here, before anything moves: a tape that the Catalogue has files on. */
  async prepare(signal: AbortSignal): Promise<boolean> {
    const { catalogueDb, patiently } = this.#parts;
    try {
      await patiently('Catalogue', () => checkTapeForLabel(catalogueDb, this.#mount.vid), signal);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      this.#failed(error);
      return false;
    }
  }

  async transfer(): Promise<void> {
    const { engine, options, installation, logger } = this.#parts;
    const { vid, force, oldVid } = this.#mount;
    try {
      await engine.labelTape({
        vid,
        force,
        protection: options.logicalBlockProtection,
        softwareVersion: installation.ctaVersion,
        ...(oldVid === undefined ? {} : { oldVid }),
      });
    } catch (error) {
      const condition = ConditionError.from(error);
      this.#failed(condition);
      // A label that must not be overwritten is what was asked about, and no fault of tape or drive.
      if (condition.suspect !== 'medium') throw condition;
      return;
    }
    logger.emit('tape_labelled');
    this.#reports.add(() => this.#labelled());
  }

  endTransfer(): void {
    // A label is written in seconds.
  }

  progress(): DriveSessionProgress {
    return { files: 0, bytes: 0 };
  }

  async settle(): Promise<void> {
    await this.#reports.drained();
  }

  async #labelled(): Promise<void> {
    const { catalogueDb, schedulerDb, patiently, installation } = this.#parts;
    const { vid, mountId } = this.#mount;
    await patiently('Catalogue', () => tapeLabelled(catalogueDb, vid, installation.driveName), this.#givenUp.Catalogue);
    await patiently('SchedulerDB', () => reportLabelled(schedulerDb, mountId), this.#givenUp.SchedulerDB);
  }

  #failed(error: ConditionError): void {
    const { schedulerDb, patiently, logger } = this.#parts;
    logger.emit('label_failed', {}, error);
    const failure = { code: error.code, text: error.message };
    this.#reports.add(async () => {
      await patiently(
        'SchedulerDB',
        () => failLabel(schedulerDb, this.#mount.mountId, failure),
        this.#givenUp.SchedulerDB,
      );
    });
  }
}
