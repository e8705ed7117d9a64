import { holdDriveLock } from '@cta/catalogue';
import { ConditionError, isCondition } from '@cta/conditions';
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
    const { patiently } = this.#parts;
    let isHeld = false;
    try {
      for (;;) {
        const { lost } = await patiently('Catalogue', () => this.#take(), this.#lifetime);
        isHeld = true;
        onHeld();
        const error = await lost;
        if (!isCondition(error) || !error.retryable) throw error;
      }
    } catch (error) {
      onRefused(error);
      if (isHeld && !this.#lifetime.aborted) this.#onTaken(ConditionError.from(error));
    }
  }

  /** Resolves once the lock is held, with what will tell why it is not any more. */
  async #take(): Promise<{ readonly lost: Promise<unknown> }> {
    const { catalogueDb, installation, options, clock } = this.#parts;
    const { promise: held, resolve: onHeld } = Promise.withResolvers<void>();
    const holding = holdDriveLock(catalogueDb, {
      driveName: installation.driveName,
      holder: `${installation.host}:${process.pid}`,
      patienceMs: options.takeoverWaitMs,
      clock,
      signal: this.#lifetime,
      onHeld,
    });
    await Promise.race([held, holding]);
    return { lost: holding.catch((error: unknown) => error) };
  }
}
