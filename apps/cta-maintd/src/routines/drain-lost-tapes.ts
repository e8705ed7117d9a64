import { tapesByVid } from '@cta/catalogue';
import type { Database } from '@cta/database';
import { hostName, type Logger } from '@cta/runtime';
import { drainRetrieveQueue, isLostState, retrieveQueues } from '@cta/scheduler';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { Routine } from './routine.ts';

export interface LostTapeOptions {
  readonly schedulerDb: Database;
  readonly catalogueDb: Database;
  readonly logger: Logger<MaintenanceEvents>;
}

/**
 * Empties the queues of tapes that nobody reads any more. The operator's command that takes a tape away does so too; left to this
 * are jobs that a mount gave back later, and requests that were resolved before.
 */
export function drainLostTapes({ schedulerDb, catalogueDb, logger }: LostTapeOptions): Routine {
  return {
    name: 'drain_lost_tapes',
    alsoNeeds: 'Catalogue',
    async run({ signal }) {
      const queues = await retrieveQueues(schedulerDb);
      if (queues.length === 0) return;
      const tapes = await tapesByVid(
        catalogueDb,
        queues.map(({ vid }) => vid),
      );
      for (const { vid, state } of tapes) {
        signal.throwIfAborted();
        if (!isLostState(state)) continue;
        const drained = await drainRetrieveQueue({ schedulerDb, catalogueDb }, { vid, state }, hostName());
        logger.emit('lost_tape_drained', { vid, state, ...drained });
      }
    },
  };
}
