const largestKeptLength = 2 * 1024 * 1024;
const keptCount = 2;
const nothing = new Uint8Array(0);

/** Keeps a few buffers of a session for the data of its next commands, so that streaming does not allocate. */
export class BufferPool {
  readonly #spare: Uint8Array[] = [];

  /** Exactly `lengthBytes`; what is in them is not said. */
  take(lengthBytes: number): Uint8Array {
    if (lengthBytes === 0) return nothing;
    const index = this.#spare.findIndex((spare) => spare.length >= lengthBytes);
    const [spare] = index < 0 ? [] : this.#spare.splice(index, 1);
    return (spare ?? Buffer.allocUnsafeSlow(lengthBytes)).subarray(0, lengthBytes);
  }

  /** Gives back what `take` gave; nobody may use it any more. */
  giveBack(buffer: Uint8Array): void {
    const whole = new Uint8Array(buffer.buffer, 0, buffer.buffer.byteLength);
    if (whole.length === 0 || whole.length > largestKeptLength) return;
    this.#spare.push(whole);
    this.#spare.sort((a, b) => a.length - b.length);
    if (this.#spare.length > keptCount) this.#spare.shift();
  }
}
