/** How long a silent connection is believed in. */
export interface SilenceBounds {
  /** Silence after which the other side is asked for a sign of life. */
  readonly silenceMs: number;
  /** Further silence after which the connection counts as dead. */
  readonly answerMs: number;
}

export interface SilenceWatchOptions extends SilenceBounds {
  /** When something last came in, as `performance.now()`. */
  readonly lastReceivedAtMs: () => number;
  readonly ask: () => void;
  readonly dead: () => void;
}

/** Finds out that the other side of a connection is gone although no packet says so. Keeps no process alive. */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #timer: NodeJS.Timeout;
  #askedAtMs: number | undefined;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    this.#timer = this.#in(options.silenceMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #in(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), Math.max(1, delayMs)).unref();
  }

  #look(): void {
    const { silenceMs, answerMs, lastReceivedAtMs, ask, dead } = this.#options;
    const heardAtMs = lastReceivedAtMs();
    const nowMs = performance.now();
    if (this.#askedAtMs !== undefined && heardAtMs < this.#askedAtMs) {
      const leftMs = this.#askedAtMs + answerMs - nowMs;
      if (leftMs <= 0) return dead();
      this.#timer = this.#in(leftMs);
      return;
    }
    const quietMs = heardAtMs + silenceMs - nowMs;
    this.#askedAtMs = quietMs > 0 ? undefined : nowMs;
    this.#timer = this.#in(quietMs > 0 ? quietMs : Math.min(silenceMs, answerMs));
    if (quietMs <= 0) ask();
  }
}
