import type { Configuration } from './configuration.ts';

/** How long a stop may take: what was begun is ended, a delivery that has just started included. */
export function longestStopMs({ reports, alerts }: Configuration): number {
  return reports.time_limit + reports.delivery_timeout + alerts.time_limit + alerts.delivery_timeout;
}
