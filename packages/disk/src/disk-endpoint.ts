/**
 * Disk storage by URL scheme. Local files are read and written in blocking calls by the disk workers of a session (a
 * thread of their own), in large sequential pieces, straight from and into shared memory.
 */
export interface DiskEndpoint {
  openRead(url: URL): DiskSource;
  /**
   * Nothing is visible at the destination before `commit`.
   * @param jobName part of the name of the file while it is written; the same whenever the same work is tried again, so
   * that what an attempt that was killed has left is removed, and different from that of all other work on the folder
   */
  openWrite(url: URL, jobName: string): DiskDestination;
}

/** A file being read. Failures throw a ConditionError: DISK_FILE_NOT_FOUND, DISK_PERMISSION_DENIED, DISK_READ_ERROR… */
export interface DiskSource {
  /** Size when it was opened. */
  readonly sizeBytes: number;
  /** Fills the pieces in order, sequentially from where the last call ended; returns bytes read, short only at the end. */
  read(pieces: readonly Uint8Array[]): number;
  /** Throws DISK_FILE_CHANGED where size or modification time differ from when it was opened. */
  checkUnchanged(): void;
  close(): void;
}

/** A file being written. Exactly one of `commit` and `abort` ends it; neither touches what a later attempt writes. */
export interface DiskDestination {
  write(pieces: readonly Uint8Array[]): void;
  /** Closes it and moves it in place under its own name. Throws DISK_WRITE_ERROR where it was removed meanwhile. */
  commit(): void;
  /** Removes what was written. */
  abort(): void;
}
