import { isCondition } from '@cta/conditions';
import type { TapeFileWriter } from '@cta/tape-format';
import type { SessionContext } from '../threads/session-context.ts';
import type { PlannedArchiveTask } from '../threads/thread-messages.ts';
import type { ArchivedFile, TransferLimit } from '../transfer-engine.ts';

export type ArchiveTapeEnd = 'finished' | 'medium-full';

/** `done`: the tape stands where the next file goes, whether this one is on it or not. */
type FileOutcome = 'done' | 'medium-full' | 'stopped';

/** The tape side of an archive session: writes the files of the window one after the other, and flushes. */
export class ArchiveToTape {
  readonly #session: SessionContext<PlannedArchiveTask>;
  readonly #writer: TapeFileWriter;
  readonly #flushLimit: TransferLimit;
  #unflushed: ArchivedFile[] = [];
  #unflushedBytes = 0;
  #begun = 0;

  constructor(session: SessionContext<PlannedArchiveTask>, writer: TapeFileWriter, flushLimit: TransferLimit) {
    this.#session = session;
    this.#writer = writer;
    this.#flushLimit = flushLimit;
  }

  /** Files that were begun on tape or passed over. */
  get begun(): number {
    return this.#begun;
  }

  /** Runs until there is no more work, the medium is full, or the session is stopped. Rejects with what the drive did. */
  async run(): Promise<ArchiveTapeEnd> {
    const end = await this.#writeFiles();
    return (await this.#flush()) ? end : 'medium-full';
  }

  async #writeFiles(): Promise<ArchiveTapeEnd> {
    const { state, tasks } = this.#session;
    for (;;) {
      const task = await tasks.when(this.#begun);
      if (task === undefined || !(await this.#filled(task.firstSeq)) || state.stopRequested) return 'finished';
      this.#begun += 1;
      const outcome = await this.#writeUnlessFull(task);
      if (outcome === 'stopped') return 'finished';
      if (outcome === 'medium-full' || this.#writer.earlyWarning) return 'medium-full';
      if (this.#isFlushDue() && !(await this.#flush())) return 'medium-full';
    }
  }

  async #writeUnlessFull(task: PlannedArchiveTask): Promise<FileOutcome> {
    try {
      return await this.#writeFile(task);
    } catch (error) {
      if (isCondition(error, 'MEDIUM_FULL')) return 'medium-full';
      throw error;
    }
  }

  /** A file that fails before its first block leaves the tape as it is; one that fails later is gone back over. */
  async #writeFile(task: PlannedArchiveTask): Promise<FileOutcome> {
    const { window, state } = this.#session;
    if (window.kind(task.firstSeq) === 'failed') return this.#passOver(task, task.firstSeq);
    const { archiveFileId } = task;
    const { blockId } = await this.#writer.beginFile({ archiveFileId, fSeq: this.#writer.nextFseq });
    for (let seq = task.firstSeq; ; seq += 1) {
      const isThere = await this.#filled(seq);
      if (!isThere || window.kind(seq) === 'failed') {
        await this.#writer.abandonFile();
        return isThere ? this.#passOver(task, seq) : 'stopped';
      }
      const length = window.length(seq);
      await this.#writer.writeBlock(window.blockWithRoom(seq), length);
      state.addBytes(length);
      const isLast = window.kind(seq) === 'last';
      const adler32 = window.checksum(seq);
      window.release(seq);
      if (isLast) return await this.#endFile(task, blockId, adler32);
    }
  }

  async #endFile(task: PlannedArchiveTask, blockId: number, adler32: number): Promise<FileOutcome> {
    const { fSeq } = await this.#writer.endFile();
    this.#session.state.addFile();
    this.#unflushed.push({ taskId: task.taskId, fSeq, blockId, sizeBytes: task.sizeBytes, adler32 });
    this.#unflushedBytes += task.sizeBytes;
    return 'done';
  }

  /** Gives back the slot that says that a file failed, and the numbers that the file has left. */
  #passOver(task: PlannedArchiveTask, failedSeq: number): FileOutcome {
    const { window } = this.#session;
    window.release(failedSeq);
    for (let seq = failedSeq + 1; seq < task.firstSeq + task.slots; seq += 1) window.skip(seq);
    return 'done';
  }

  /** Goes round the event loop only where there is nothing to do. */
  async #filled(seq: number): Promise<boolean> {
    const { window } = this.#session;
    return window.isFull(seq) || (await window.whenFull(seq));
  }

  #isFlushDue(): boolean {
    const { files, bytes } = this.#flushLimit;
    return this.#unflushed.length >= files || this.#unflushedBytes >= bytes;
  }

  /** @returns false where the medium had no room for what was written: then another tape will have it */
  async #flush(): Promise<boolean> {
    if (this.#unflushed.length === 0) return true;
    const files = this.#unflushed;
    this.#unflushed = [];
    this.#unflushedBytes = 0;
    try {
      await this.#writer.flush();
    } catch (error) {
      if (isCondition(error, 'MEDIUM_FULL')) return false;
      throw error;
    }
    this.#session.tell({ type: 'flushed', files });
    return true;
  }
}
