import { listServices, settleAlerts } from '@cta/catalogue';
import type { Clock } from '@cta/clock';
import type { Database } from '@cta/database';
import { servicesInTrouble } from '../alerts/services-in-trouble.ts';
import type { Routine } from './routine.ts';

export interface ServiceWatchOptions {
  readonly catalogueDb: Database;
  readonly clock: Clock;
  /** How long a service may be silent, or kept from its work. */
  readonly limitMs: number;
  /** Who says so. */
  readonly actor: string;
}

/** After the Catalogue was away, services are given this time to be heard of again; the limit where that is shorter. */
const graceMs = 60_000;

/**
 * Raises alerts of services in trouble, and resolves them. What it sees after a long pause is the silence of the Catalogue
 * and not of the services, so it looks away for a while.
 */
export function watchServices({ catalogueDb, clock, limitMs, actor }: ServiceWatchOptions): Routine {
  let lastRunMs = Number.NEGATIVE_INFINITY;
  let watchingSinceMs = 0;
  return {
    name: 'watch_services',
    async run() {
      const services = await listServices(catalogueDb);
      const nowMs = clock.now();
      if (nowMs - lastRunMs > limitMs / 2) watchingSinceMs = nowMs;
      lastRunMs = nowMs;
      if (nowMs - watchingSinceMs < Math.min(limitMs, graceMs)) return;
      await settleAlerts(catalogueDb, 'service', servicesInTrouble(services, { limitMs, actor }));
    },
  };
}
