/**
 * Carries out operations one after the other, in the order in which they were added, without making the one who adds
 * them wait: how results are held while a database is away. An operation that fails does not stop those behind it.
 */
export class SerialQueue {
  readonly #onFailure: (error: unknown) => void;
  #tail: Promise<void> = Promise.resolve();
  #length = 0;

  /** @param onFailure decides about an operation's error; it must not throw */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** Operations that are waiting or running. */
  get length(): number {
    return this.#length;
  }

  add(operation: () => Promise<void>): void {
    this.#length += 1;
    this.#tail = this.#tail
      .then(operation)
      .catch(this.#onFailure)
      .finally(() => {
        this.#length -= 1;
      });
  }

  /** Resolves once all that was added before has been carried out. */
  async drained(): Promise<void> {
    await this.#tail;
  }
}
