import { ConditionError } from '@cta/conditions';
import type { TapeFileReader } from '@cta/tape-format';
import type { SessionContext } from '../threads/session-context.ts';
import type { RetrieveTask } from '../transfer-engine.ts';

/** The tape side of a retrieve session: reads files into the window in the order in which they are asked for. */
export class RetrieveFromTape {
  readonly #session: SessionContext<RetrieveTask>;
  readonly #reader: TapeFileReader;
  #seq = 0;
  #begun = 0;

  constructor(session: SessionContext<RetrieveTask>, reader: TapeFileReader) {
    this.#session = session;
    this.#reader = reader;
  }

  /** Runs until there is no more work or the session is stopped. Rejects with what ends more than one file. */
  async run(): Promise<void> {
    const { state, tasks } = this.#session;
    for (;;) {
      const task = await tasks.when(this.#begun);
      if (task === undefined || state.stopRequested) return;
      const index = this.#begun;
      this.#begun += 1;
      state.starts.begin(this.#seq);
      if (!(await this.#readFile(task, index))) return;
    }
  }

  /** @returns false where the session was stopped in the middle of the file */
  async #readFile(task: RetrieveTask, index: number): Promise<boolean> {
    try {
      const { archiveFileId, fSeq, blockId } = task;
      await this.#reader.openFile({ archiveFileId, fSeq, locator: { by: 'block-id', blockId } });
      return await this.#readBlocks(index);
    } catch (error) {
      const failure = ConditionError.from(error);
      const isItsOwn = concernsOneFile(failure);
      if (isItsOwn) this.#session.tellFailed(task.taskId, failure);
      const goesOn = await this.#end('failed');
      if (!isItsOwn) throw failure;
      return goesOn;
    }
  }

  async #readBlocks(index: number): Promise<boolean> {
    const { window, state } = this.#session;
    for (;;) {
      if (!(await this.#free())) return false;
      if (state.starts.isCalledOff(index)) return await this.#end('failed');
      const length = await this.#reader.readBlock(window.blockWithRoom(this.#seq));
      if (length === 'end') return await this.#end('last');
      window.fill(this.#seq, 'data', length);
      this.#seq += 1;
      state.addBytes(length);
    }
  }

  /** Ends the file in the window; its blocks are numbered up to here. */
  async #end(kind: 'last' | 'failed'): Promise<boolean> {
    if (!(await this.#free())) return false;
    this.#session.window.fill(this.#seq, kind, 0);
    this.#seq += 1;
    return true;
  }

  /** Goes round the event loop only where there is nothing to do. */
  async #free(): Promise<boolean> {
    const { window } = this.#session;
    return window.isFree(this.#seq) || (await window.whenFree(this.#seq));
  }
}

/** Whether other files of the tape may be read all the same. A block that differs from its checksum may lie so on tape. */
function concernsOneFile(failure: ConditionError): boolean {
  if (failure.is('BLOCK_PROTECTION_MISMATCH')) return true;
  return failure.suspect === 'medium' && !failure.is('MEDIUM_NOT_PRESENT');
}
