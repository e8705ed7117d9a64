import { FileStarts } from '../../window/file-starts.ts';
import { GrowingCount } from '../../window/growing-count.ts';
import type { Window } from '../../window/window.ts';

/** What the threads of one session share besides the window. */
export interface SessionMemory {
  readonly words: SharedArrayBuffer;
  readonly starts: SharedArrayBuffer;
}

const word = { planned: 0, begun: 1, claimed: 2, lowWater: 3, stop: 4, files: 5, bytesLow: 6, bytesHigh: 7 } as const;
const wordCount = 8;
/** No claim is low: the main thread knows already. */
const never = 0x7fff_ffff;

export function allocateSession(slots: number): SessionMemory {
  return {
    words: new SharedArrayBuffer(wordCount * Int32Array.BYTES_PER_ELEMENT),
    starts: new SharedArrayBuffer(FileStarts.sizeBytes(slots)),
  };
}

/** Counters and flags of one session, seen by every thread. Files are told by their place in the order of tasks, from 0. */
export class SessionState {
  /** Tasks that the main thread has planned. */
  readonly planned: GrowingCount;
  /** Where the files that the tape side has begun lie in the window; used when retrieving. */
  readonly starts: FileStarts;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #bytes: BigInt64Array<SharedArrayBuffer>;

  constructor({ words, starts }: SessionMemory) {
    this.#words = new Int32Array(words);
    this.#bytes = new BigInt64Array(words, word.bytesLow * Int32Array.BYTES_PER_ELEMENT, 1);
    this.planned = new GrowingCount(this.#words, word.planned);
    this.starts = new FileStarts(this.#words, word.begun, starts);
  }

  /** A disk worker takes the next file for itself. */
  claim(): number {
    return Atomics.add(this.#words, word.claimed, 1);
  }

  /** Number of files that disk workers have taken, or wait to take. */
  get claimed(): number {
    return Atomics.load(this.#words, word.claimed);
  }

  /** The main thread asks to be told of the first claim from `index` on. */
  watchClaims(index: number): void {
    Atomics.store(this.#words, word.lowWater, index);
  }

  /** Whether a claim is the one that the main thread asked to be told of. */
  isWatched(index: number): boolean {
    const watched = Atomics.load(this.#words, word.lowWater);
    return index >= watched && Atomics.compareExchange(this.#words, word.lowWater, watched, never) === watched;
  }

  /** Asks the tape side to begin no further file. */
  requestStop(): void {
    Atomics.store(this.#words, word.stop, 1);
    this.planned.close();
  }

  get stopRequested(): boolean {
    return Atomics.load(this.#words, word.stop) === 1;
  }

  addFile(): void {
    Atomics.add(this.#words, word.files, 1);
  }

  addBytes(bytes: number): void {
    Atomics.add(this.#bytes, 0, BigInt(bytes));
  }

  progress(): { readonly bytes: number; readonly files: number } {
    return { bytes: Number(Atomics.load(this.#bytes, 0)), files: Atomics.load(this.#words, word.files) };
  }

  /** Ends all waiting of all threads of the session. */
  abort(window: Window): void {
    this.planned.abort();
    this.starts.begun.abort();
    window.abort();
  }
}
