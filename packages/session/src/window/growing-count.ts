const closed = 1;
const aborted = -1;

/**
 * A count in one shared word that only grows, until it is closed: tasks planned, files begun on tape. Whoever needs the
 * element `index` waits until the count has passed it. In the word: twice the count, one more when closed.
 */
export class GrowingCount {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #index: number;

  constructor(words: Int32Array<SharedArrayBuffer>, index: number) {
    this.#words = words;
    this.#index = index;
  }

  get value(): number {
    return Math.max(0, Atomics.load(this.#words, this.#index)) >> 1;
  }

  /** Adds `by`; for the one thread that counts. */
  advance(by: number): void {
    this.#change((word) => word + 2 * by);
  }

  /** Says that the count grows no more. */
  close(): void {
    this.#change((word) => word | closed);
  }

  /** Ends all waiting at once. */
  abort(): void {
    this.#change(() => aborted);
  }

  /** Blocks the thread; false where the element `index` will never be. */
  awaitBeyond(index: number): boolean {
    for (;;) {
      const word = Atomics.load(this.#words, this.#index);
      const known = answer(word, index);
      if (known !== undefined) return known;
      Atomics.wait(this.#words, this.#index, word);
    }
  }

  /** `awaitBeyond` for a thread that has an event loop to go round. */
  async whenBeyond(index: number): Promise<boolean> {
    for (;;) {
      const word = Atomics.load(this.#words, this.#index);
      const known = answer(word, index);
      if (known !== undefined) return known;
      await Atomics.waitAsync(this.#words, this.#index, word).value;
    }
  }

  #change(next: (word: number) => number): void {
    for (;;) {
      const word = Atomics.load(this.#words, this.#index);
      if (word === aborted) return;
      if (Atomics.compareExchange(this.#words, this.#index, word, next(word)) === word) break;
    }
    Atomics.notify(this.#words, this.#index);
  }
}

/** Whether the element `index` is there; undefined while that is open. */
function answer(word: number, index: number): boolean | undefined {
  if (word === aborted) return false;
  if (index < word >> 1) return true;
  return (word & closed) === closed ? false : undefined;
}
