import type { Clock } from '@cta/clock';

/** A clock whose waits are over at once, and move its time on. */
export class ManualClock implements Clock {
  #nowMs = 0;
  readonly sleeps: number[] = [];

  now(): number {
    return this.#nowMs;
  }

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.sleeps.push(durationMs);
    this.#nowMs += durationMs;
  }
}
