/** What was moved and what failed since a medium was loaded. */
export class TransferCounters {
  bytesWritten = 0;
  blocksWritten = 0;
  bytesRead = 0;
  blocksRead = 0;
  writeErrors = 0;
  readErrors = 0;
  #base = { bytesWritten: 0, bytesRead: 0 };

  countWrite(length: number): void {
    this.blocksWritten++;
    this.bytesWritten += length;
  }

  countRead(length: number): void {
    this.blocksRead++;
    this.bytesRead += length;
  }

  /** What an initiator sees that has reset its counters: only what was moved since. */
  get sinceReset(): { readonly bytesWritten: number; readonly bytesRead: number } {
    return {
      bytesWritten: this.bytesWritten - this.#base.bytesWritten,
      bytesRead: this.bytesRead - this.#base.bytesRead,
    };
  }

  reset(): void {
    this.#base = { bytesWritten: this.bytesWritten, bytesRead: this.bytesRead };
  }
}
