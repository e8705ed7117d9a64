/** How long a phase has lasted, as far as that counts against its bound. */
export interface PhaseAge {
  readonly countedMs: number;
  /** What had been moved at the last look. */
  readonly moved: number;
}

/** What a look at a running phase finds. */
export interface PhaseLook {
  /** Since the look before. */
  readonly elapsedMs: number;
  /** Whoever waits for a connection waits for as long as it takes. */
  readonly isConnectionLost: boolean;
  /** Whatever grows with each thing that is moved. */
  readonly moved: number;
}

export const newborn: PhaseAge = Object.freeze({ countedMs: 0, moved: 0 });

/** Time counts while nothing is moved and no connection is lost. */
export function aged(age: PhaseAge, { elapsedMs, isConnectionLost, moved }: PhaseLook): PhaseAge {
  if (moved !== age.moved) return { countedMs: 0, moved };
  return isConnectionLost ? age : { countedMs: age.countedMs + elapsedMs, moved };
}
