import { ConditionError } from '@cta/conditions';
import { type DiskDestination, type DiskEndpoint, parseDiskUrl } from '@cta/disk';
import { type Adler32Kernel, adler32OfNothing } from '../../checksum/adler32.ts';
import type { SlotKind } from '../../window/window.ts';
import type { SessionContext } from '../threads/session-context.ts';
import type { RetrieveTask } from '../transfer-engine.ts';

/** Most blocks that one write call takes: 1 MiB of the usual size. */
const blocksPerWrite = 4;

/** What came off the tape of one file so far. */
interface Received {
  seq: number;
  sizeBytes: number;
  adler32: number;
  /** Whether the tape side has said that no more comes. */
  ended: boolean;
}

/** The disk side of a retrieve session: empties file after file out of the window, until the tape side ends. Blocks. */
export class RetrieveToDisk {
  readonly #session: SessionContext<RetrieveTask>;
  readonly #disk: DiskEndpoint;
  readonly #adler32: Adler32Kernel;

  constructor(session: SessionContext<RetrieveTask>, disk: DiskEndpoint, adler32: Adler32Kernel) {
    this.#session = session;
    this.#disk = disk;
    this.#adler32 = adler32;
  }

  run(): void {
    const { state, tasks } = this.#session;
    for (;;) {
      const index = state.claim();
      const task = tasks.await(index);
      if (task === undefined || !state.starts.begun.awaitBeyond(index)) return;
      if (state.isWatched(index)) this.#session.tell({ type: 'low-water' });
      this.#writeFile(task, index);
    }
  }

  /** A file that cannot be written is called off on the tape side, and what of it is on its way is thrown away. */
  #writeFile(task: RetrieveTask, index: number): void {
    const { state } = this.#session;
    const seq = state.starts.startOf(index);
    const received: Received = { seq, sizeBytes: 0, adler32: adler32OfNothing, ended: false };
    try {
      if (this.#receive(task, received) !== 'last') return;
    } catch (error) {
      this.#session.tellFailed(task.taskId, error);
      if (received.ended) return;
      state.starts.callOff(index);
      this.#drain(received, () => undefined);
      return;
    }
    state.addFile();
    this.#session.tell({
      type: 'done',
      taskId: task.taskId,
      sizeBytes: received.sizeBytes,
      adler32: received.adler32,
    });
  }

  /** @returns how the file ended in the window: only after `last` it is in its place */
  #receive(task: RetrieveTask, received: Received): SlotKind | 'aborted' {
    const { destination: url, archiveFileId, taskId } = task;
    const jobName = `${archiveFileId}-${taskId}`;
    const destination = url === null ? undefined : this.#disk.openWrite(parseDiskUrl(url), jobName);
    const end = this.#write(task, received, destination);
    if (end === 'last') destination?.commit();
    else destination?.abort();
    return end;
  }

  #write(task: RetrieveTask, received: Received, destination: DiskDestination | undefined): SlotKind | 'aborted' {
    try {
      const end = this.#drain(received, (pieces) => {
        if (received.sizeBytes > task.sizeBytes) throw sizeMismatch(task, received);
        destination?.write(pieces);
      });
      if (end === 'last') requireAsCatalogued(task, received);
      return end;
    } catch (error) {
      throw abortedAfter(error, destination);
    }
  }

  /** Takes blocks, as many at a time as are there, to the end of the file; a block is given back once it is written. */
  #drain(received: Received, write: (pieces: readonly Uint8Array[]) => void): SlotKind | 'aborted' {
    const { window } = this.#session;
    for (;;) {
      if (!window.awaitFull(received.seq)) return 'aborted';
      const kind = window.kind(received.seq);
      if (kind !== 'data') {
        received.ended = true;
        window.release(received.seq);
        return kind;
      }
      const pieces = this.#take(received);
      try {
        write(pieces);
      } finally {
        for (let back = pieces.length; back > 0; back -= 1) window.release(received.seq - back);
      }
    }
  }

  #take(received: Received): readonly Uint8Array[] {
    const { window } = this.#session;
    const pieces: Uint8Array[] = [];
    do {
      const length = window.length(received.seq);
      const block = window.block(received.seq);
      received.adler32 = this.#adler32(received.adler32, window.offset(received.seq), length);
      received.sizeBytes += length;
      received.seq += 1;
      pieces.push(length < window.blockBytes ? block.subarray(0, length) : block);
    } while (pieces.length < blocksPerWrite && window.isFull(received.seq) && window.kind(received.seq) === 'data');
    return pieces;
  }
}

/** Removes what was written. @returns the error; where the removal failed too, both under the condition of the first */
function abortedAfter(error: unknown, destination: DiskDestination | undefined): unknown {
  try {
    destination?.abort();
    return error;
  } catch (abortError) {
    const { condition, details } = ConditionError.from(error);
    return new ConditionError(condition, {
      message: 'and what was written could not be removed',
      details,
      cause: new AggregateError([error, abortError]),
    });
  }
}

function requireAsCatalogued(task: RetrieveTask, received: Received): void {
  if (received.sizeBytes !== task.sizeBytes) throw sizeMismatch(task, received);
  if (received.adler32 === task.adler32) return;
  const [found, expected] = [received.adler32, task.adler32].map((adler32) => adler32.toString(16).padStart(8, '0'));
  throw new ConditionError('TAPE_FILE_CHECKSUM_MISMATCH', {
    message: `file ${task.fSeq} has ${found}, the Catalogue says ${expected}`,
    details: { f_seq: task.fSeq, found: found ?? null, expected: expected ?? null },
  });
}

function sizeMismatch(task: RetrieveTask, received: Received): ConditionError {
  return new ConditionError('TAPE_FILE_SIZE_MISMATCH', {
    message: `file ${task.fSeq} has ${received.sizeBytes} bytes or more, the Catalogue says ${task.sizeBytes}`,
    details: { f_seq: task.fSeq, found: received.sizeBytes, expected: task.sizeBytes },
  });
}
