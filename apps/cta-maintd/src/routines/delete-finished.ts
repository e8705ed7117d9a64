import type { Database } from '@cta/database';
import type { Logger } from '@cta/runtime';
import { deleteFinished, type Retention } from '@cta/scheduler';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { Routine } from './routine.ts';

export interface DeleteFinishedOptions extends Retention {
  readonly schedulerDb: Database;
  readonly logger: Logger<MaintenanceEvents>;
}

/** Deletes requests and mounts that ended long enough ago. */
export function deleteOld({ schedulerDb, logger, ...retention }: DeleteFinishedOptions): Routine {
  return {
    name: 'delete_finished',
    async run() {
      const { requests, mounts } = await deleteFinished(schedulerDb, retention);
      if (requests + mounts > 0) logger.emit('finished_deleted', { requests, mounts });
    },
  };
}
