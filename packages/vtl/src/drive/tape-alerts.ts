/** TapeAlert flags (SSC-5 annex A) that the emulation raises by itself; any other can be raised from outside. */
export const tapeAlertFlags = {
  writeProtect: 0x09,
  volumeRemovalPrevented: 0x0a,
  directoryCorruptedOnLoad: 0x12,
  wormOverwriteAttempted: 0x3c,
} as const;

export const lastTapeAlertFlag = 64;

/** The flags of a drive, 1 to 64. */
export class TapeAlerts {
  readonly #active = new Set<number>();

  raise(flag: number): void {
    if (!Number.isInteger(flag) || flag < 1 || flag > lastTapeAlertFlag) {
      throw new RangeError(`${flag} is not a TapeAlert flag`);
    }
    this.#active.add(flag);
  }

  has(flag: number): boolean {
    return this.#active.has(flag);
  }

  get any(): boolean {
    return this.#active.size > 0;
  }

  clear(): void {
    this.#active.clear();
  }
}
