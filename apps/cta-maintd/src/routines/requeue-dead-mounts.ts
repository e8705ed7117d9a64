import { ConditionError } from '@cta/conditions';
import type { Database } from '@cta/database';
import type { Logger } from '@cta/runtime';
import { deadMounts, type LiveMount, requeueDeadMount } from '@cta/scheduler';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { Routine } from './routine.ts';

export interface DeadMountOptions {
  readonly schedulerDb: Database;
  readonly logger: Logger<MaintenanceEvents>;
  /** Silence after which a mount is dead. */
  readonly silenceMs: number;
}

/**
 * Whether silence says that a mount is dead: not before the SchedulerDB has been reached for as long. Until then its drive
 * service may have been kept from giving a sign of life by what kept this service from hearing it, or be about to.
 */
export function isSilenceTelling(silenceMs: number, reachableForMs: number): boolean {
  return reachableForMs >= silenceMs;
}

/**
 * Ends mounts whose drive service has gone silent and queues their jobs again. Whoever takes such a job asks the Catalogue
 * first whether its copy is there already.
 */
export function requeueDeadMounts({ schedulerDb, logger, silenceMs }: DeadMountOptions): Routine {
  return {
    name: 'requeue_dead_mounts',
    async run({ signal }, { reachableForMs }) {
      if (!isSilenceTelling(silenceMs, reachableForMs)) return;
      for (const mount of await deadMounts(schedulerDb, { olderThanMs: silenceMs })) {
        signal.throwIfAborted();
        const { ended, requeued } = await requeueDeadMount(schedulerDb, mount.mountId, { olderThanMs: silenceMs });
        if (ended) logger.emit('dead_mount_requeued', fieldsOf(mount, requeued), silence(mount));
      }
    },
  };
}

function fieldsOf({ mountId, driveName, host, vid }: LiveMount, jobs: number) {
  return { mount_id: mountId, drive: driveName, host, vid, jobs };
}

function silence({ driveName, lastUpdateTime }: LiveMount): ConditionError {
  return new ConditionError('DRIVE_SERVICE_SILENT', {
    message: `${driveName} was last heard of at ${new Date(lastUpdateTime * 1_000).toISOString()}`,
    details: { drive: driveName, last_update_time: lastUpdateTime },
  });
}
