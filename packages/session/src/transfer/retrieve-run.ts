import { ConditionError } from '@cta/conditions';
import { fromErrorMessage } from './threads/error-message.ts';
import type { ThreadLoss } from './threads/thread-messages.ts';
import type { RetrieveEnd, RetrieveEvent, RetrieveTask, RetrieveTransfer } from './transfer-engine.ts';
import { type RunEnd, type RunOptions, TransferRun } from './transfer-run.ts';

/** A retrieve session: knows what became of each file. */
export class RetrieveRun implements RetrieveTransfer {
  readonly ended: Promise<RetrieveEnd>;
  readonly #run: TransferRun<RetrieveTask>;
  /** Tasks that are neither done nor failed. */
  readonly #open = new Set<string>();

  constructor(options: Omit<RunOptions, 'onFile' | 'onWanted'>, on: (event: RetrieveEvent) => void) {
    this.#run = new TransferRun({
      ...options,
      onWanted: () => on({ type: 'wanted' }),
      onFile: (message) => {
        if (message.type === 'flushed' || !this.#open.delete(message.taskId)) return;
        if (message.type === 'done') on(message);
        else on({ type: 'failed', taskId: message.taskId, error: fromErrorMessage(message.error) });
      },
    });
    this.ended = this.#run.ended.then((end) => this.#endOf(end));
  }

  add(tasks: readonly RetrieveTask[]): void {
    for (const { taskId } of tasks) this.#open.add(taskId);
    this.#run.add(tasks);
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

  #endOf({ reason, error }: RunEnd): RetrieveEnd {
    const untouched = [...this.#open];
    if (reason === 'failed') return { reason, error: ConditionError.from(error), untouched };
    return { reason: reason === 'stopped' ? 'stopped' : 'finished', untouched };
  }
}
