import { ConditionError } from '@cta/conditions';
import { type DiskEndpoint, type DiskSource, parseDiskUrl } from '@cta/disk';
import { type Adler32Kernel, adler32OfNothing } from '../../checksum/adler32.ts';
import type { SessionContext } from '../threads/session-context.ts';
import type { PlannedArchiveTask } from '../threads/thread-messages.ts';

/** Blocks that one read call fills: 1 MiB of the usual size. */
const blocksPerRead = 4;

/** The disk side of an archive session: reads file after file into the window, until no more are planned. Blocks. */
export class ArchiveFromDisk {
  readonly #session: SessionContext<PlannedArchiveTask>;
  readonly #disk: DiskEndpoint;
  readonly #adler32: Adler32Kernel;

  constructor(session: SessionContext<PlannedArchiveTask>, disk: DiskEndpoint, adler32: Adler32Kernel) {
    this.#session = session;
    this.#disk = disk;
    this.#adler32 = adler32;
  }

  run(): void {
    const { state, tasks } = this.#session;
    for (;;) {
      const index = state.claim();
      const task = tasks.await(index);
      if (task === undefined) return;
      if (state.isWatched(index)) this.#session.tell({ type: 'low-water' });
      this.#readFile(task);
    }
  }

  #readFile(task: PlannedArchiveTask): void {
    const progress = { seq: task.firstSeq };
    try {
      this.#fill(task, progress);
    } catch (error) {
      this.#session.tellFailed(task.taskId, error);
      const { window } = this.#session;
      if (window.awaitFree(progress.seq)) window.fill(progress.seq, 'failed', 0);
    }
  }

  #fill(task: PlannedArchiveTask, progress: { seq: number }): void {
    if (task.sizeBytes === 0) throw failure('JOB_FILE_EMPTY', task);
    const source = this.#disk.openRead(parseDiskUrl(task.source));
    try {
      if (source.sizeBytes !== task.sizeBytes) {
        const message = `${task.source} has ${source.sizeBytes} bytes, the request says ${task.sizeBytes}`;
        throw failure('JOB_SIZE_MISMATCH', task, message, { expected: task.sizeBytes, found: source.sizeBytes });
      }
      this.#fillFrom(source, task, progress);
    } finally {
      source.close();
    }
  }

  /** The last block is handed over only once the file has proved to be what was asked for. */
  #fillFrom(source: DiskSource, task: PlannedArchiveTask, progress: { seq: number }): void {
    const { window } = this.#session;
    let adler32 = adler32OfNothing;
    for (let left = task.sizeBytes; left > 0; ) {
      const blocks = Math.min(blocksPerRead, Math.ceil(left / window.blockBytes));
      if (!window.awaitFree(progress.seq + blocks - 1)) return;
      this.#readBlocks(source, task, progress.seq, Math.min(left, blocks * window.blockBytes));
      for (let block = 0; block < blocks; block += 1) {
        const length = Math.min(left, window.blockBytes);
        left -= length;
        adler32 = this.#adler32(adler32, window.offset(progress.seq), length);
        if (left > 0) {
          window.fill(progress.seq, 'data', length);
          progress.seq += 1;
          continue;
        }
        source.checkUnchanged();
        requireChecksum(task, adler32);
        window.fill(progress.seq, 'last', length, adler32);
      }
    }
  }

  #readBlocks(source: DiskSource, task: PlannedArchiveTask, seq: number, bytes: number): void {
    const { window } = this.#session;
    const pieces: Uint8Array[] = [];
    for (let left = bytes; left > 0; left -= window.blockBytes) {
      const block = window.block(seq + pieces.length);
      pieces.push(left < window.blockBytes ? block.subarray(0, left) : block);
    }
    if (source.read(pieces) === bytes) return;
    throw failure('DISK_FILE_CHANGED', task, `${task.source} ended before its ${task.sizeBytes} bytes were read`);
  }
}

function requireChecksum(task: PlannedArchiveTask, found: number): void {
  if (task.adler32 === undefined || task.adler32 === found) return;
  const [expectedText, foundText] = [hexadecimal(task.adler32), hexadecimal(found)];
  throw failure('JOB_CHECKSUM_MISMATCH', task, `${task.source} has ${foundText}, the request says ${expectedText}`, {
    expected: expectedText,
    found: foundText,
  });
}

function hexadecimal(adler32: number): string {
  return adler32.toString(16).padStart(8, '0');
}

function failure(
  condition: 'JOB_FILE_EMPTY' | 'JOB_SIZE_MISMATCH' | 'JOB_CHECKSUM_MISMATCH' | 'DISK_FILE_CHANGED',
  task: PlannedArchiveTask,
  message = task.source,
  details: Readonly<Record<string, string | number>> = {},
): ConditionError {
  return new ConditionError(condition, { message, details: { url: task.source, ...details } });
}
