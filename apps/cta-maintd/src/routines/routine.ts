/** Something that is done again and again, by one maintenance service at a time. */
export interface Routine {
  /** Name in log and metrics, and of the lock that keeps others from running it. */
  readonly name: string;
  /** What it needs beside the database of its cycle: a lost connection is taken for that one's, and holds up nothing else. */
  readonly alsoNeeds?: 'Catalogue';
  /**
   * Does once what is to be done. It may be cut off at any moment and begun anew.
   * @param reachableForMs how long this service has reached the database of its cycle without a break
   */
  run(stop: StopSignals, reachableForMs: number): Promise<void>;
}

/** The wish to stop, as a routine sees it. */
export interface StopSignals {
  /** Come to the nearest good end. */
  readonly signal: AbortSignal;
  /** Leave undone what can be left. */
  readonly hurry: AbortSignal;
}
