import { protectionBytes, slotStrideBytes, type WindowMemory, wordsPerSlot } from './window-memory.ts';

/**
 * What a full slot says of its file. `data`: a block, more follow. `last`: the end of a good file, with its checksum
 * (and, when archiving, its last block). `failed`: the end of a file that will not be had; its other numbers stay unused.
 */
export type SlotKind = 'data' | 'last' | 'failed';

const kinds = ['data', 'last', 'failed'] as const satisfies readonly SlotKind[];

const stateWord = 0;
const kindWord = 1;
const lengthWord = 2;
const checksumWord = 3;

/** State of every slot once the session is over; no slot leaves it before the next session. */
const aborted = -1;

/**
 * A sliding window over a session's sequence of blocks, in shared memory. Block number `seq` lies in slot `seq % slots`.
 * A slot's state word names the one number that may use it next, as in a bounded queue by sequence number: twice the
 * lap while the slot is free for that number, one more while it is full. So each number is filled once and released once,
 * several files can be filled or emptied out of order, and nobody needs a lock.
 *
 * Waiting returns false, or resolves to it, once the session was aborted.
 */
export class Window {
  readonly slots: number;
  readonly blockBytes: number;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #blocks: readonly Uint8Array[];
  readonly #rooms: readonly Uint8Array[];

  constructor({ data, headers, slots, blockBytes }: WindowMemory) {
    this.slots = slots;
    this.blockBytes = blockBytes;
    this.#words = new Int32Array(headers);
    const stride = slotStrideBytes(blockBytes);
    const views = (bytes: number) =>
      Array.from({ length: slots }, (_, slot) => new Uint8Array(data.buffer, slot * stride, bytes));
    this.#blocks = views(blockBytes);
    this.#rooms = views(blockBytes + protectionBytes);
  }

  /** Makes every slot free for the first lap. Only while no thread uses the window. */
  reset(): void {
    this.#words.fill(0);
  }

  /** How many slots are full now; a look at each, for who asks now and then. */
  fullSlots(): number {
    let full = 0;
    for (let slot = 0; slot < this.slots; slot += 1) {
      const state = Atomics.load(this.#words, slot * wordsPerSlot + stateWord);
      if (state !== aborted && state % 2 === 1) full += 1;
    }
    return full;
  }

  /** Ends all waiting, in every thread, until the window is reset. */
  abort(): void {
    for (let slot = 0; slot < this.slots; slot += 1) {
      const index = slot * wordsPerSlot + stateWord;
      Atomics.store(this.#words, index, aborted);
      Atomics.notify(this.#words, index);
    }
  }

  /** Memory of a block. */
  block(seq: number): Uint8Array {
    return at(this.#blocks, seq % this.slots);
  }

  /** Memory of a block with room for its protection behind it. */
  blockWithRoom(seq: number): Uint8Array {
    return at(this.#rooms, seq % this.slots);
  }

  /** Where a block begins in the window's memory. */
  offset(seq: number): number {
    return this.block(seq).byteOffset;
  }

  isFree(seq: number): boolean {
    return Atomics.load(this.#words, this.#header(seq)) === this.#freeState(seq);
  }

  isFull(seq: number): boolean {
    return Atomics.load(this.#words, this.#header(seq)) === this.#freeState(seq) + 1;
  }

  /** Blocks the thread until `seq` can be filled; so can then every earlier number that was not filled yet. */
  awaitFree(seq: number): boolean {
    return this.#await(seq, this.#freeState(seq));
  }

  /** Blocks the thread until `seq` was filled. */
  awaitFull(seq: number): boolean {
    return this.#await(seq, this.#freeState(seq) + 1);
  }

  /** `awaitFree` for a thread that has an event loop to go round. */
  whenFree(seq: number): Promise<boolean> {
    return this.#when(seq, this.#freeState(seq));
  }

  /** `awaitFull` for a thread that has an event loop to go round. */
  whenFull(seq: number): Promise<boolean> {
    return this.#when(seq, this.#freeState(seq) + 1);
  }

  /** Hands a free slot, with `length` bytes in its block, to the other side. */
  fill(seq: number, kind: SlotKind, length: number, checksum = 0): void {
    const header = this.#header(seq);
    this.#words[header + kindWord] = kinds.indexOf(kind);
    this.#words[header + lengthWord] = length;
    this.#words[header + checksumWord] = checksum;
    this.#move(seq, this.#freeState(seq), this.#freeState(seq) + 1);
  }

  kind(seq: number): SlotKind {
    return at(kinds, this.#words[this.#header(seq) + kindWord] ?? 0);
  }

  /** Bytes in a full slot. */
  length(seq: number): number {
    return this.#words[this.#header(seq) + lengthWord] ?? 0;
  }

  /** Adler-32 of the file that a full slot of kind `last` ends. */
  checksum(seq: number): number {
    return (this.#words[this.#header(seq) + checksumWord] ?? 0) >>> 0;
  }

  /** Gives a full slot back for the number one lap on. */
  release(seq: number): void {
    this.#move(seq, this.#freeState(seq) + 1, this.#freeState(seq) + 2);
  }

  /** Passes over a number that nobody will fill. */
  skip(seq: number): void {
    this.#move(seq, this.#freeState(seq), this.#freeState(seq) + 2);
  }

  #header(seq: number): number {
    return (seq % this.slots) * wordsPerSlot;
  }

  #freeState(seq: number): number {
    return Math.floor(seq / this.slots) * 2;
  }

  /** Once the session was aborted nothing moves. */
  #move(seq: number, from: number, to: number): void {
    const index = this.#header(seq) + stateWord;
    const found = Atomics.compareExchange(this.#words, index, from, to);
    if (found === from) Atomics.notify(this.#words, index);
    else if (found !== aborted) throw new Error(`block ${seq} is in state ${found}, expected ${from}`);
  }

  #await(seq: number, wanted: number): boolean {
    const index = this.#header(seq) + stateWord;
    for (;;) {
      const state = Atomics.load(this.#words, index);
      if (state === wanted) return true;
      if (state === aborted) return false;
      Atomics.wait(this.#words, index, state);
    }
  }

  async #when(seq: number, wanted: number): Promise<boolean> {
    const index = this.#header(seq) + stateWord;
    for (;;) {
      const state = Atomics.load(this.#words, index);
      if (state === wanted) return true;
      if (state === aborted) return false;
      await Atomics.waitAsync(this.#words, index, state).value;
    }
  }
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no element ${index} in ${list.length}`);
  return item;
}
