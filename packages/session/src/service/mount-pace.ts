/** Longest pause between two mounts, however many have failed. */
const longestPauseMs = 5 * 60_000;

/**
 * How eagerly a drive takes mounts: at once after one that ended well; after a fault only when some time has passed, twice
 * as long for each that follows, so that a tape or library in trouble does not keep a drive in a loop, and others get a turn.
 */
export class MountPace {
  readonly #firstPauseMs: () => number;
  #faults = 0;

  constructor(firstPauseMs: () => number) {
    this.#firstPauseMs = firstPauseMs;
  }

  /** Pause before the next mount is asked for. */
  get pauseMs(): number {
    return this.#faults === 0 ? 0 : Math.min(longestPauseMs, this.#firstPauseMs() * 2 ** (this.#faults - 1));
  }

  /** Somebody has set the drive up: what was before is over. */
  forget(): void {
    this.#faults = 0;
  }

  ended(how: 'well' | 'in-a-fault'): void {
    this.#faults = how === 'well' ? 0 : this.#faults + 1;
  }
}
