/**
 * What reading and writing tape files needs of a drive: six block operations, over a medium in variable-block mode.
 * Failures reject with a ConditionError (MEDIUM_WRITE_ERROR, MEDIUM_FULL, END_OF_DATA, …).
 *
 * Logical block protection is the device's business: with it on, `write` appends and `read` verifies and strips the
 * four bytes of CRC32C. Buffers therefore need `protectionBytes` of room after the block.
 */
export interface TapeDevice {
  /**
   * Writes one block of `length` bytes that start at `buffer[0]`; `buffer` has at least 4 bytes of room behind them.
   * Resolves with whether the drive has signalled early warning: the block is written all the same.
   */
  write(buffer: Uint8Array, length: number): Promise<{ readonly earlyWarning: boolean }>;
  /**
   * Reads the next block into `buffer`; resolves with its length, or with 'filemark' when a filemark was read over.
   * A block longer than the buffer is BLOCK_TOO_LARGE; the end of data is END_OF_DATA.
   */
  read(buffer: Uint8Array): Promise<number | 'filemark'>;
  /**
   * Writes filemarks. `count` 0 with `wait` is a flush: once it resolves, all that was written before is on the medium.
   * `wait: false` is IMMED=1.
   */
  writeFilemarks(count: number, options: { readonly wait: boolean }): Promise<{ readonly earlyWarning: boolean }>;
  /** Spaces over filemarks, backward where `count` is negative; the position is then on the far side of the last one. */
  spaceFilemarks(count: number): Promise<void>;
  /** Moves to a logical object number of partition 0; 0 is the beginning of the medium. */
  locate(logicalObject: number): Promise<void>;
  /** Logical object number of the next object to be read or written. */
  position(): Promise<number>;
}

/** Logical block protection as a session uses it (SSC-5 8.5.9, tape-format.md section 8). */
export type ProtectionMode = 'off' | 'crc32c-read-only' | 'crc32c';

/** A TapeDevice whose logical block protection can be switched: what opening and labelling a tape needs. */
export interface ProtectedTapeDevice extends TapeDevice {
  /** Whether the drive offers CRC32C protection. */
  readonly protectionSupported: boolean;
  setProtection(mode: ProtectionMode): Promise<void>;
}
