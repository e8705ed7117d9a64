import { holdDriveLock } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { DriveParts } from './drive-parts.ts';

/**
 * Sees to it that one process alone serves the drive. The lock goes with its connection and is asked for again when that
 * is lost; should another process have it by then, this one is the second and must end.
 */
export class DriveGuard {
  readonly #parts: DriveParts;
  readonly #lifetime: AbortSignal;
  readonly #onTaken: (error: ConditionError) => void;

  /**
   * @param lifetime the lock is held until this is aborted
   * @param onTaken told where the lock was held and another process has it now
   */
  constructor(parts: DriveParts, lifetime: AbortSignal, onTaken: (error: ConditionError) => void) {
    this.#parts = parts;
    this.#lifetime = lifetime;
    this.#onTaken = onTaken;
  }

  /** Resolves once the lock is held; rejects with DRIVE_SERVICE_RUNNING, or with the signal's reason. */
  async acquire(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    void this.#hold(resolve, reject);
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async #hold(onHeld: () => void, onRefused: (error: unknown) => void): Promise<void> {
    const { catalogueDb, installation, options, clock, patiently } = this.#parts;
    const signal = this.#lifetime;
    let isHeld = false;
    const request = {
      driveName: installation.driveName,
      holder: `${installation.host}:${process.pid}`,
      patienceMs: options.takeoverWaitMs,
      clock,
      signal,
      onHeld: () => {
        isHeld = true;
        onHeld();
      },
    };
    try {
      await patiently('Catalogue', () => holdDriveLock(catalogueDb, request), signal);
    } catch (error) {
      onRefused(error);
      if (isHeld && !signal.aborted) this.#onTaken(ConditionError.from(error));
    }
  }
}
