import { deleteOldAlerts } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { Database } from '@cta/database';
import type { Logger } from '@cta/runtime';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { Routine } from './routine.ts';

export interface ForgetAlertsOptions {
  readonly catalogueDb: Database;
  readonly logger: Logger<MaintenanceEvents>;
  /** Names of the receivers that are configured. */
  readonly receivers: readonly string[];
  /** Age after which an alert that was resolved is deleted. */
  readonly olderThanMs: number;
}

/** Deletes alerts that were resolved long ago; one that a receiver was never told of is lost to it, and the log says so. */
export function forgetAlerts({ catalogueDb, logger, receivers, olderThanMs }: ForgetAlertsOptions): Routine {
  return {
    name: 'forget_alerts',
    async run() {
      const { undelivered } = await deleteOldAlerts(catalogueDb, receivers, { olderThanMs });
      if (undelivered > 0) {
        logger.emit('alerts_given_up', { alerts: undelivered }, new ConditionError('ALERT_RECEIVER_UNREACHABLE'));
      }
    },
  };
}
