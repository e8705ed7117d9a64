/** How long each phase took, in the order in which they came. */
export class PhaseTimes {
  readonly #durationsMs = new Map<string, number>();

  async measure<T>(phase: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#durationsMs.set(phase, performance.now() - start);
    }
  }

  /** 0 where the phase has not come to its end yet. */
  durationMs(phase: string): number {
    return this.#durationsMs.get(phase) ?? 0;
  }

  entries(): readonly (readonly [phase: string, durationMs: number])[] {
    return [...this.#durationsMs];
  }
}
