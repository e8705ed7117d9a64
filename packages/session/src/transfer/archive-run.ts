import { ConditionError } from '@cta/conditions';
import { fromErrorMessage } from './threads/error-message.ts';
import type { PlannedArchiveTask, ThreadLoss } from './threads/thread-messages.ts';
import type { ArchiveEnd, ArchiveEvent, ArchiveTask, ArchiveTransfer } from './transfer-engine.ts';
import { type RunEnd, type RunOptions, TransferRun } from './transfer-run.ts';

/** An archive session: plans which block numbers each file has, and knows what became of each. */
export class ArchiveRun implements ArchiveTransfer {
  readonly ended: Promise<ArchiveEnd>;
  readonly #run: TransferRun<PlannedArchiveTask>;
  readonly #blockBytes: number;
  /** Tasks that are neither flushed nor failed, with their places in the order of the session. */
  readonly #open = new Map<string, number>();
  #planned = 0;
  #nextSeq = 0;

  constructor(options: Omit<RunOptions, 'onFile' | 'onWanted'>, on: (event: ArchiveEvent) => void) {
    this.#blockBytes = options.window.blockBytes;
    this.#run = new TransferRun({
      ...options,
      onWanted: () => on({ type: 'wanted' }),
      onFile: (message) => {
        if (message.type === 'flushed') {
          for (const { taskId } of message.files) this.#open.delete(taskId);
          on(message);
        } else if (message.type === 'failed' && this.#open.delete(message.taskId)) {
          on({ type: 'failed', taskId: message.taskId, error: fromErrorMessage(message.error) });
        }
      },
    });
    this.ended = this.#run.ended.then((end) => this.#endOf(end));
  }

  add(tasks: readonly ArchiveTask[]): void {
    this.#run.add(tasks.map((task) => this.#plan(task)));
  }

  finish(): void {
    this.#run.finish();
  }

  stop(how: 'after-file' | 'now'): void {
    this.#run.stop(how);
  }

  progress(): { readonly bytes: number; readonly files: number } {
    return this.#run.progress();
  }

  lose(loss: ThreadLoss): void {
    this.#run.lose(loss);
  }

  /** An empty file has a slot too: the one that says that it failed. */
  #plan(task: ArchiveTask): PlannedArchiveTask {
    const slots = Math.max(1, Math.ceil(task.sizeBytes / this.#blockBytes));
    const planned = { ...task, firstSeq: this.#nextSeq, slots };
    this.#nextSeq += slots;
    this.#open.set(task.taskId, this.#planned);
    this.#planned += 1;
    return planned;
  }

  #endOf({ reason, error, begun }: RunEnd): ArchiveEnd {
    const open = [...this.#open];
    const rest = {
      unflushed: open.filter(([, index]) => index < begun).map(([taskId]) => taskId),
      untouched: open.filter(([, index]) => index >= begun).map(([taskId]) => taskId),
    };
    return reason === 'failed' ? { reason, error: ConditionError.from(error), ...rest } : { reason, ...rest };
  }
}
