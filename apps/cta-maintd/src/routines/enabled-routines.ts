import type { Database } from '@cta/database';
import { type Logger, systemClock } from '@cta/runtime';
import type { Configuration } from '../configuration.ts';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import { deleteOld } from './delete-finished.ts';
import { foldTallies } from './fold-queue-tallies.ts';
import { reportResults } from './report-results.ts';
import { requeueDeadMounts } from './requeue-dead-mounts.ts';
import type { Routine } from './routine.ts';

/** The routines that the configuration enables, in the order of a cycle. */
export function enabledRoutines(
  { dead_mounts: deadMounts, reports, queue_tallies: tallies, finished }: Configuration,
  schedulerDb: Database,
  logger: Logger<MaintenanceEvents>,
): readonly Routine[] {
  const all = [
    { ...deadMounts, routine: requeueDeadMounts({ schedulerDb, logger, silenceMs: deadMounts.silence }) },
    {
      ...reports,
      routine: reportResults({
        schedulerDb,
        logger,
        clock: systemClock,
        batchSize: reports.batch_size,
        timeLimitMs: reports.time_limit,
        deliveryTimeoutMs: reports.delivery_timeout,
        claimTimeoutMs: reports.claim_timeout,
        allowedRoots: reports.allowed_roots,
      }),
    },
    { ...tallies, routine: foldTallies(schedulerDb) },
    {
      ...finished,
      routine: deleteOld({
        schedulerDb,
        logger,
        olderThanMs: finished.keep_done,
        failedOlderThanMs: finished.keep_failed,
      }),
    },
  ];
  return all.filter(({ enabled }) => enabled).map(({ routine }) => routine);
}
