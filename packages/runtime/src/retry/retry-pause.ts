import type { Clock } from '@cta/clock';

/** The wait between two attempts of one operation, which others may end. */
export class RetryPause {
  readonly #clock: Clock;
  #ended = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends the wait, or the next one where an attempt is under way: that may fail by what it began with. */
  end(): void {
    this.#ended.abort();
  }

  /** Resolves after the time, or once it was ended; rejects with the signal's reason. */
  async last(durationMs: number, signal: AbortSignal): Promise<void> {
    const ended = this.#ended.signal;
    try {
      await this.#clock.sleep(durationMs, AbortSignal.any([signal, ended]));
    } catch (error) {
      signal.throwIfAborted();
      if (!ended.aborted) throw error;
    } finally {
      if (ended.aborted) this.#ended = new AbortController();
    }
  }
}
