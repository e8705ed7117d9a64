import type { DriveSessionProgress } from '../service/drive-parts.ts';

/** How a running transfer is told to end before its work is done. */
export type EndTransfer = 'after-file' | 'now';

/**
 * What the drive service does for one mount, whatever its type. Called in this order: `prepare`, `transfer` once the
 * cartridge is loaded, `settle` once it is on its way home.
 */
export interface MountSession {
  /** Takes the first work; false where none is left, and then the cartridge need not be moved. */
  prepare(signal: AbortSignal): Promise<boolean>;
  /** Runs until no work is left, the tape is full, or it is told to end; rejects with what ended it otherwise. */
  transfer(signal: AbortSignal): Promise<void>;
  endTransfer(how: EndTransfer): void;
  progress(): DriveSessionProgress;
  /** Waits until everything that was held has been told to the databases. */
  settle(): Promise<void>;
}
