/** How often what is watched is looked at where systemd does not watch this process: a hang is told of all the same. */
const unwatchedIntervalMs = 10_000;

export interface WatchdogOptions {
  /** Half of the time that systemd allows; undefined where it does not watch this process. */
  readonly intervalMs: number | undefined;
  /** Tells systemd that the service lives. */
  readonly feed: () => void;
}

/**
 * Feeds systemd's watchdog for as long as the main loop runs and all that the service watches is well. Where it is not,
 * nothing is done but to stop feeding: systemd ends the process, and the next start recovers.
 */
export class Watchdog implements Disposable {
  /** Longest time between two looks while the main loop runs. */
  readonly intervalMs: number;
  readonly #watched: (() => boolean)[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor({ intervalMs, feed }: WatchdogOptions) {
    this.intervalMs = intervalMs ?? unwatchedIntervalMs;
    this.#timer = setInterval(() => {
      if (this.#isAllWell() && intervalMs !== undefined) feed();
    }, this.intervalMs);
    this.#timer.unref();
  }

  /** From now on the service lives only while `isWell` says so too; it is asked at each look. */
  watch(isWell: () => boolean): void {
    this.#watched.push(isWell);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Asks all: each may have something to tell. */
  #isAllWell(): boolean {
    return this.#watched.map((isWell) => isWell()).every(Boolean);
  }
}
