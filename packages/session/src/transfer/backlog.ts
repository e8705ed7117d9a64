import type { TransferLimit } from './transfer-engine.ts';

/** Sizes of the tasks that were planned and that no disk worker has taken yet: what the low-water mark is about. */
export class Backlog {
  readonly #lowWater: TransferLimit;
  #sizes: number[] = [];
  /** Place of the first of `#sizes` in the order of the session. */
  #first = 0;
  #bytes = 0;

  constructor(lowWater: TransferLimit) {
    this.#lowWater = lowWater;
  }

  /** Tasks planned so far, taken or not. */
  get planned(): number {
    return this.#first + this.#sizes.length;
  }

  add(sizesBytes: readonly number[]): void {
    for (const size of sizesBytes) {
      this.#sizes.push(size);
      this.#bytes += size;
    }
  }

  /** Whether fewer files and bytes wait than the low-water mark says, once `claimed` tasks were taken. */
  isLow(claimed: number): boolean {
    const taken = this.#sizes.splice(0, Math.max(0, claimed - this.#first));
    this.#first += taken.length;
    for (const size of taken) this.#bytes -= size;
    return this.#isBelow(this.#sizes.length, this.#bytes);
  }

  /** Place of the task with whose taking the backlog becomes low. */
  lastBeforeLow(): number {
    let [files, bytes] = [0, 0];
    for (;;) {
      const size = this.#sizes[this.#sizes.length - 1 - files];
      if (size === undefined || !this.#isBelow(files + 1, bytes + size)) return this.planned - files - 1;
      files += 1;
      bytes += size;
    }
  }

  #isBelow(files: number, bytes: number): boolean {
    return files < this.#lowWater.files && bytes < this.#lowWater.bytes;
  }
}
