import type { Database } from '@cta/database';
import { foldQueueTallies } from '@cta/scheduler';
import type { Routine } from './routine.ts';

/** Keeps the tallies of the queues few, so that mount decisions and lists of queues stay quick. */
export function foldTallies(schedulerDb: Database): Routine {
  return {
    name: 'fold_queue_tallies',
    async run() {
      await foldQueueTallies(schedulerDb);
    },
  };
}
