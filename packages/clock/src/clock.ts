import { setTimeout as delay } from 'node:timers/promises';

/** Time as the code below a service sees it; tests put their own in its place and never wait. */
export interface Clock {
  /** Milliseconds since the epoch by a clock that is never set back: good for durations and for telling since when. */
  now(): number;
  /** Waits `durationMs`; rejects with the signal's reason as soon as it is aborted. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = Object.freeze({
  now: () => performance.timeOrigin + performance.now(),

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    try {
      await delay(durationMs, undefined, { signal });
    } catch (error) {
      // Node wraps the reason in an AbortError of its own.
      signal.throwIfAborted();
      throw error;
    }
  },
});
