/** TapeAlert flags (SSC-5 annex A) that the emulation raises by itself; any other can be raised from outside. */
export const tapeAlertFlags = {
  writeProtect: 0x09,
  volumeRemovalPrevented: 0x0a,
  directoryCorruptedOnLoad: 0x12,
  wormOverwriteAttempted: 0x3c,
} as const;

export const lastTapeAlertFlag = 64;

/**
 * Flags that tell of the drive and not of its medium: cleaning, hardware, interface, firmware. They stay set until their
 * cause is gone; all others are deactivated when the medium is removed (SSC-5 annex A).
 */
const drivesOwn: ReadonlySet<number> = new Set([
  0x14, 0x15, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x38, 0x39, 0x3a,
]);

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

  /** The medium leaves, and takes along what it was the cause of. */
  mediumRemoved(): void {
    for (const flag of this.#active) if (!drivesOwn.has(flag)) this.#active.delete(flag);
  }
}
