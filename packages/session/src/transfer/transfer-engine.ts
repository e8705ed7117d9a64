import type { ConditionError } from '@cta/conditions';
import type { DriveIdentity, Readiness, TapeAlertFlags } from '@cta/hardware';
import type { LabelDate, VolumeLabel } from '@cta/tape-format';
import type { PulseReading } from '../pulse/tape-pulse.ts';

/**
 * Moves files between disk and the tape in one drive. It has threads of its own for the drive and for the disks; the
 * thread that calls never touches a block. One session or one call at a time.
 */
export interface TransferEngine {
  readonly identity: DriveIdentity;
  /** A thread has died, and the others were ended with it: whatever is asked now is refused. */
  readonly isLost: boolean;
  /** The sign of life of the thread that owns the drive. */
  pulse(): PulseReading;
  /** The window of blocks: how large it is, and how much of it waits for the other side. */
  buffer(): BufferReading;
  /** Asks the drive how it is; see TapeDrive.tapeAlerts for the option. */
  probe(options?: { readonly mayClear?: boolean }): Promise<DriveProbe>;
  /** Waits until a medium is ready; rejects with what TapeDrive.waitUntilReady rejects with. */
  waitUntilReady(options: {
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
  }): Promise<Readiness & { state: 'ready' }>;
  readVolumeLabel(): Promise<VolumeLabel>;
  labelTape(options: LabelOptions): Promise<VolumeLabel>;
  unload(): Promise<void>;
  archive(options: ArchiveOptions, on: (event: ArchiveEvent) => void): ArchiveTransfer;
  retrieve(options: RetrieveOptions, on: (event: RetrieveEvent) => void): RetrieveTransfer;
  /** Stops a running session at the next block, closes the drive, ends the threads. A running call is abandoned. Rejects where a thread hangs. */
  close(): Promise<void>;
}

export interface BufferReading {
  readonly limitBytes: number;
  readonly usedBytes: number;
}

export interface DriveProbe {
  readonly identity: DriveIdentity;
  readonly readiness: Readiness;
  readonly tapeAlerts: TapeAlertFlags;
}

export interface LabelOptions {
  readonly vid: string;
  /** Whether the tape may be labelled for logical block protection. */
  readonly protection: boolean;
  /** Overwrites whatever is there. */
  readonly force: boolean;
  readonly oldVid?: string;
  readonly softwareVersion: string;
  /** Today where not given. */
  readonly date?: LabelDate;
}

/** A number of files or of bytes, whichever is reached first. */
export interface TransferLimit {
  readonly files: number;
  readonly bytes: number;
}

export interface ArchiveOptions {
  readonly vid: string;
  /** The last file that the Catalogue has on this tape, 0 where it has none. */
  readonly lastFseq: number;
  /** Whether logical block protection may be used. */
  readonly protection: boolean;
  readonly site: string;
  readonly moverHost: string;
  readonly softwareVersion: string;
  /** Date of the labels; today where not given. */
  readonly date?: LabelDate;
  /** A flush follows the file with which so much has gone to tape since the last one. */
  readonly flush: TransferLimit;
  /** More work is wanted once less than this waits, in files and in bytes. */
  readonly lowWater: TransferLimit;
}

export interface ArchiveTask {
  readonly taskId: string;
  readonly archiveFileId: bigint;
  /** URL of the file. */
  readonly source: string;
  readonly sizeBytes: number;
  /** What the file's Adler-32 must be, where the request tells. */
  readonly adler32?: number;
}

/** A file that is on the medium. */
export interface ArchivedFile {
  readonly taskId: string;
  readonly fSeq: number;
  readonly blockId: number;
  readonly sizeBytes: number;
  readonly adler32: number;
}

export type ArchiveEvent =
  /** A flush made these files durable, in the order of the tape. Nothing else may be reported as archived. */
  | { readonly type: 'flushed'; readonly files: readonly ArchivedFile[] }
  /** Nothing of this file is left on tape; no fSeq was used for it. */
  | { readonly type: 'failed'; readonly taskId: string; readonly error: ConditionError }
  /** The queue is low: `add` or `finish`. Not told again before one of them was called. */
  | { readonly type: 'wanted' };

/** How a session ended, whoever ended it. */
export type TransferEnd =
  /** All work was done. */
  | { readonly reason: 'finished' }
  /** By `stop`. */
  | { readonly reason: 'stopped' }
  | { readonly reason: 'failed'; readonly error: ConditionError };

/** `medium-full`: early warning or the end of the medium was met; what was complete is reported if it could be flushed. */
export type ArchiveEnd = (TransferEnd | { readonly reason: 'medium-full' }) & {
  /** Tasks whose files went to tape, in part or whole, and may not be there. */
  readonly unflushed: readonly string[];
  /** Tasks that the tape has not seen. */
  readonly untouched: readonly string[];
};

export interface RetrieveOptions {
  readonly vid: string;
  readonly protection: boolean;
  readonly lowWater: TransferLimit;
}

export interface RetrieveTask {
  readonly taskId: string;
  readonly archiveFileId: bigint;
  readonly fSeq: number;
  readonly blockId: number;
  /** What the Catalogue says the file is. */
  readonly sizeBytes: number;
  readonly adler32: number;
  /** URL of the file to write; null only verifies what is on tape. */
  readonly destination: string | null;
}

export type RetrieveEvent =
  /** The file has the size and checksum that the Catalogue says, and is in its place. */
  | { readonly type: 'done'; readonly taskId: string; readonly sizeBytes: number; readonly adler32: number }
  | { readonly type: 'failed'; readonly taskId: string; readonly error: ConditionError }
  | { readonly type: 'wanted' };

export type RetrieveEnd = TransferEnd & {
  /** Tasks that are neither done nor failed. */
  readonly untouched: readonly string[];
};

/** A running session. */
export interface Transfer<Task, End> {
  /** Adds tasks behind those that are there; they are carried out in this order. */
  add(tasks: readonly Task[]): void;
  /** No more tasks will be added: the session ends once all are done. */
  finish(): void;
  /** Ends it: once the current file is done, or at the next block. */
  stop(how: 'after-file' | 'now'): void;
  /** What has passed the tape so far; files that are complete. */
  progress(): { readonly bytes: number; readonly files: number };
  /** Resolves, never rejects, once every event has been told and all threads have let go of the session. */
  readonly ended: Promise<End>;
}

export type ArchiveTransfer = Transfer<ArchiveTask, ArchiveEnd>;
export type RetrieveTransfer = Transfer<RetrieveTask, RetrieveEnd>;
