const seconds = 1000;
const minutes = 60 * seconds;

/** The longest that a changer takes for a command: a move may wait for other moves of a large library. */
export const changerTimeoutsMs = {
  inquire: 5 * minutes,
  move: 15 * minutes,
} as const;

/** A wait with a bound, and the time between two tries. */
export interface Patience {
  readonly everyMs: number;
  readonly forMs: number;
}

export type ChangerPatience = Readonly<Record<'command' | 'release' | 'verification', Patience>>;

/** Bounds on what is tried again or waited for, and the time between two tries. */
export const changerPatience: ChangerPatience = {
  /** A library that is becoming ready, is paused, or keeps telling of changes. */
  command: { everyMs: 1 * seconds, forMs: 5 * minutes },
  /** A drive that has been told to unload and still holds its cartridge. */
  release: { everyMs: 1 * seconds, forMs: 20 * seconds },
  /** An inventory that does not show a move yet. */
  verification: { everyMs: 1 * seconds, forMs: 2 * minutes },
};
