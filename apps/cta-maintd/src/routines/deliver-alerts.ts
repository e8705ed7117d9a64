import { Delivery, type DeliveryOptions } from '../alerts/delivery.ts';
import type { Receiver } from '../alerts/receiver.ts';
import type { Routine } from './routine.ts';

/** Tells all receivers what they are still to be told, each at its own pace. */
export function deliverAlerts(receivers: readonly Receiver[], options: DeliveryOptions): Routine {
  const deliveries = receivers.map((receiver) => new Delivery(receiver, options));
  return {
    name: 'deliver_alerts',
    async run(stop) {
      const ends = deliveries.map((delivery) => delivery.run(stop));
      // All have come to their end before one's failure is told.
      await Promise.allSettled(ends);
      await Promise.all(ends);
    },
  };
}
