import { GrowingCount } from './growing-count.ts';

const bytesPerFile = Float64Array.BYTES_PER_ELEMENT + Int32Array.BYTES_PER_ELEMENT;

/**
 * Where in the window each retrieved file begins: block lengths come from the tape, so the numbers of a file are known
 * only once it is begun. An unclaimed file holds at least one full slot, so no more starts are open than there are slots.
 */
export class FileStarts {
  /** Files begun so far. */
  readonly begun: GrowingCount;
  readonly #starts: Float64Array<SharedArrayBuffer>;
  /** For each place in the ring, one more than the file that was called off. */
  readonly #calledOff: Int32Array<SharedArrayBuffer>;

  constructor(words: Int32Array<SharedArrayBuffer>, index: number, starts: SharedArrayBuffer) {
    this.begun = new GrowingCount(words, index);
    const files = starts.byteLength / bytesPerFile;
    this.#starts = new Float64Array(starts, 0, files);
    this.#calledOff = new Int32Array(starts, files * Float64Array.BYTES_PER_ELEMENT, files);
  }

  /** Bytes of the ring for a window of `slots`: the files that hold a slot, and the one being begun. */
  static sizeBytes(slots: number): number {
    return (slots + 1) * bytesPerFile;
  }

  /** The tape side begins the next file at `seq`. */
  begin(seq: number): void {
    this.#starts[this.begun.value % this.#starts.length] = seq;
    this.begun.advance(1);
  }

  /** First number of a file that was begun and has not been claimed by anybody else. */
  startOf(index: number): number {
    return this.#starts[index % this.#starts.length] ?? 0;
  }

  /** The disk side has no use for the rest of a file. */
  callOff(index: number): void {
    Atomics.store(this.#calledOff, index % this.#calledOff.length, index + 1);
  }

  isCalledOff(index: number): boolean {
    return Atomics.load(this.#calledOff, index % this.#calledOff.length) === index + 1;
  }
}
