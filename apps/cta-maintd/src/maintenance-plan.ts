import type { Configuration } from './configuration.ts';
import type { CyclePlan } from './cycle/maintenance-cycle.ts';
import { longestStopMs } from './longest-stop.ts';
import { alertRoutines, type RoutineParts, schedulerRoutines } from './routines/enabled-routines.ts';

/** What a configuration comes to. One that was read again makes another plan, which is followed from then on. */
export interface MaintenancePlan {
  /** Routines on queues: they need the SchedulerDB. */
  readonly queues: CyclePlan;
  /** Routines of alerts: they need the Catalogue alone. */
  readonly alerts: CyclePlan;
  readonly heartbeatMs: number;
  readonly longestStopMs: number;
}

export function planOf(configuration: Configuration, parts: RoutineParts): MaintenancePlan {
  const { pause: pauseMs } = configuration.cycle;
  return {
    queues: { routines: schedulerRoutines(configuration, parts), pauseMs },
    alerts: { routines: alertRoutines(configuration, parts), pauseMs },
    heartbeatMs: configuration.service.heartbeat,
    longestStopMs: longestStopMs(configuration),
  };
}
