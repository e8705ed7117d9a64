import type { Logger } from '@cta/runtime';
import { Delivery, type DeliveryOptions } from '../alerts/delivery.ts';
import type { Receiver } from '../alerts/receiver.ts';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { Routine } from './routine.ts';

/** Tells all receivers what they are still to be told, each at its own pace. */
export function deliverAlerts(
  receivers: readonly Receiver[],
  { logger, ...options }: DeliveryOptions & { readonly logger: Logger<MaintenanceEvents> },
): Routine {
  const deliveries = receivers.map((receiver) => ({ name: receiver.name, delivery: new Delivery(receiver, options) }));
  return {
    name: 'deliver_alerts',
    async run(stop) {
      const ends = deliveries.map(async ({ name, delivery }) => {
        const events = await delivery.run(stop);
        if (events > 0) logger.emit('alerts_delivered', { receiver: name, events });
      });
      // All have come to their end before one's failure is told.
      await Promise.allSettled(ends);
      await Promise.all(ends);
    },
  };
}
