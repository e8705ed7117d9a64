import type { DriveParts } from '../service/drive-parts.ts';

/** A running transfer that takes more work while it runs. */
interface Consumer<Task> {
  add(tasks: readonly Task[]): void;
  /** There will be no more. */
  finish(): void;
}

/** Keeps a transfer in work. */
export interface WorkSupply<Task> {
  /** Gives the transfer its first work, and from now on whatever it wants. */
  startFor(transfer: Consumer<Task>, first: readonly Task[]): void;
  /** The transfer wants more. */
  readonly wanted: () => void;
  /** The transfer has ended; a fetch that is still running comes to nothing. */
  end(): void;
}

/**
 * Fetches work whenever the transfer wants it, one fetch at a time, and tells it to finish once there is none. A fetch
 * that waits for a database does not hold up the tape.
 */
export function supplyWork<Task>(
  { logger }: Pick<DriveParts, 'logger'>,
  signal: AbortSignal,
  fetch: (signal: AbortSignal) => Promise<readonly Task[]>,
): WorkSupply<Task> {
  const ending = new AbortController();
  const whileRunning = AbortSignal.any([signal, ending.signal]);
  let consumer: Consumer<Task> | undefined;
  let fetching = false;

  async function supply(): Promise<void> {
    try {
      const tasks = await fetch(whileRunning);
      if (tasks.length === 0) consumer?.finish();
      else consumer?.add(tasks);
    } catch (error) {
      if (whileRunning.aborted) return;
      // The session ends as if the queue were empty; what went wrong is told, and the next mount asks again.
      logger.emit('jobs_not_taken', {}, error);
      consumer?.finish();
    } finally {
      fetching = false;
    }
  }

  return {
    startFor(transfer, first) {
      consumer = transfer;
      transfer.add(first);
    },
    wanted() {
      if (fetching || whileRunning.aborted) return;
      fetching = true;
      void supply();
    },
    end() {
      ending.abort();
    },
  };
}
