import { systemClock } from '@cta/clock';
import type { Database } from '@cta/database';
import { hostName, type Logger, type Outages } from '@cta/runtime';
import type { Deliveries } from '../alerts/deliveries.ts';
import type { Configuration } from '../configuration.ts';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import { deleteOld } from './delete-finished.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import { drainLostTapes } from './drain-lost-tapes.ts';
import { foldTallies } from './fold-queue-tallies.ts';
import { forgetAlerts } from './forget-alerts.ts';
import { reportResults } from './report-results.ts';
import { requeueDeadMounts } from './requeue-dead-mounts.ts';
import type { Routine } from './routine.ts';
import { watchFailedRequests } from './watch-failed-requests.ts';
import { watchServices } from './watch-services.ts';

export interface RoutineParts {
  readonly catalogueDb: Database;
  readonly schedulerDb: Database;
  readonly logger: Logger<MaintenanceEvents>;
  readonly outages: Outages;
  /** Kept from one plan to the next. */
  readonly deliveries: Deliveries;
}

/** Routines that need the SchedulerDB, those that the configuration enables, in the order of a cycle. */
export function schedulerRoutines(
  { dead_mounts: deadMounts, lost_tapes: lostTapes, reports, queue_tallies: tallies, finished, alerts }: Configuration,
  { catalogueDb, schedulerDb, logger }: RoutineParts,
): readonly Routine[] {
  const all = [
    { ...deadMounts, routine: requeueDeadMounts({ schedulerDb, logger, silenceMs: deadMounts.silence }) },
    { ...lostTapes, routine: drainLostTapes({ schedulerDb, catalogueDb, logger }) },
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
    { ...alerts, routine: watchFailedRequests({ schedulerDb, catalogueDb, actor: actorOfAlerts() }) },
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

/** Routines that need the Catalogue alone: an outage of the SchedulerDB is told of while it lasts. */
export function alertRoutines(
  { alerts }: Configuration,
  { catalogueDb, logger, outages, deliveries }: RoutineParts,
): readonly Routine[] {
  if (!alerts.enabled) return [];
  const receivers = Object.entries(alerts.receivers).map(([name, { url, token_file: token }]) => ({
    name,
    url,
    token,
  }));
  return [
    watchServices({ catalogueDb, clock: systemClock, limitMs: alerts.outage_limit, actor: actorOfAlerts() }),
    deliverAlerts(deliveries, receivers, {
      catalogueDb,
      clock: systemClock,
      outages,
      logger,
      source: alerts.source,
      timeoutMs: alerts.delivery_timeout,
      timeLimitMs: alerts.time_limit,
      longestPauseMs: alerts.longest_pause,
    }),
    forgetAlerts({ catalogueDb, logger, receivers: receivers.map(({ name }) => name), olderThanMs: alerts.keep }),
  ];
}

function actorOfAlerts(): string {
  return `cta-maintd@${hostName()}`;
}
