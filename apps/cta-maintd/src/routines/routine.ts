import type { Leadership } from '../cycle/leadership.ts';

/** Something that is done again and again, by one maintenance service at a time. */
export interface Routine {
  /** Name in log and metrics, and of the lock that keeps others from running it. */
  readonly name: string;
  /** What it needs beside the database of its cycle: a lost connection is taken for that one's, and holds up nothing else. */
  readonly alsoNeeds?: 'Catalogue';
  /** Does once what is to be done. It may be cut off at any moment and begun anew. */
  run(stop: StopSignals, turn: Turn): Promise<void>;
  /** It is not run here any more, since the configuration says so or another service runs it: it waits for nothing now. */
  giveUp?(): void;
}

/** What a routine knows of its being run. */
export interface Turn {
  readonly lead: Leadership;
  /** How long this service has reached the database of its cycle without a break. */
  readonly reachableForMs: number;
}

/** The wish to stop, as a routine sees it. */
export interface StopSignals {
  /** Come to the nearest good end. */
  readonly signal: AbortSignal;
  /** Leave undone what can be left. */
  readonly hurry: AbortSignal;
}
