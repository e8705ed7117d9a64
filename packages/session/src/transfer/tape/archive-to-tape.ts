import { ConditionError, isCondition } from '@cta/conditions';
import type { TapeFileWriter } from '@cta/tape-format';
import type { SessionContext } from '../threads/session-context.ts';
import type { PlannedArchiveTask } from '../threads/thread-messages.ts';
import type { ArchivedFile, TransferLimit } from '../transfer-engine.ts';

export type ArchiveTapeEnd = 'finished' | 'medium-full';

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
    try {
      const end = await this.#writeFiles();
      await this.#flush();
      return end;
    } catch (error) {
      if (!isCondition(error, 'MEDIUM_FULL')) throw error;
      await this.#flushFullMedium();
      return 'medium-full';
    }
  }

  async #writeFiles(): Promise<ArchiveTapeEnd> {
    const { state, tasks, window } = this.#session;
    for (;;) {
      const task = await tasks.when(this.#begun);
      if (task === undefined || !(await this.#filled(task.firstSeq)) || state.stopRequested) return 'finished';
      this.#begun += 1;
      if (window.kind(task.firstSeq) === 'failed') this.#passOver(task, task.firstSeq);
      else if (!(await this.#writeFile(task))) return 'finished';
      if (this.#writer.earlyWarning) return 'medium-full';
      if (this.#isFlushDue()) await this.#flush();
    }
  }

  /** @returns false where the session was stopped in the middle of the file */
  async #writeFile(task: PlannedArchiveTask): Promise<boolean> {
    const { window, state } = this.#session;
    const { blockId } = await this.#writer.beginFile({
      archiveFileId: task.archiveFileId,
      fSeq: this.#writer.nextFseq,
    });
    for (let seq = task.firstSeq; ; seq += 1) {
      const isThere = await this.#filled(seq);
      if (!isThere || window.kind(seq) === 'failed') {
        await this.#writer.abandonFile();
        if (isThere) this.#passOver(task, seq);
        return isThere;
      }
      const length = window.length(seq);
      await this.#writer.writeBlock(window.blockWithRoom(seq), length);
      state.addBytes(length);
      const isLast = window.kind(seq) === 'last';
      const adler32 = window.checksum(seq);
      window.release(seq);
      if (isLast) {
        await this.#endFile(task, blockId, adler32);
        return true;
      }
    }
  }

  async #endFile(task: PlannedArchiveTask, blockId: number, adler32: number): Promise<void> {
    const { fSeq } = await this.#writer.endFile();
    this.#session.state.addFile();
    this.#unflushed.push({ taskId: task.taskId, fSeq, blockId, sizeBytes: task.sizeBytes, adler32 });
    this.#unflushedBytes += task.sizeBytes;
  }

  /** Gives back the slot that says that a file failed, and the numbers that the file has left. */
  #passOver(task: PlannedArchiveTask, failedSeq: number): void {
    const { window } = this.#session;
    window.release(failedSeq);
    for (let seq = failedSeq + 1; seq < task.firstSeq + task.slots; seq += 1) window.skip(seq);
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

  async #flush(): Promise<void> {
    if (this.#unflushed.length === 0) return;
    await this.#writer.flush();
    this.#session.tell({ type: 'flushed', files: this.#unflushed });
    this.#unflushed = [];
    this.#unflushedBytes = 0;
  }

  /** What was complete before the end of the medium may still be saved; if not, another tape will have it. */
  async #flushFullMedium(): Promise<void> {
    try {
      await this.#flush();
    } catch (error) {
      if (!isCondition(error, 'MEDIUM_FULL')) throw ConditionError.from(error);
    }
  }
}
