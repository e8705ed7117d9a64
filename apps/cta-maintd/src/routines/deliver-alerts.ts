import type { Deliveries } from '../alerts/deliveries.ts';
import type { Delivery, DeliveryOptions } from '../alerts/delivery.ts';
import type { Receiver } from '../alerts/receiver.ts';
import type { Routine } from './routine.ts';

/**
 * Tells all receivers what they are still to be told, each at its own pace.
 * @param deliveries those of this service, of this plan and of those before it
 */
export function deliverAlerts(
  deliveries: Deliveries,
  receivers: readonly Receiver[],
  options: DeliveryOptions,
): Routine {
  // Taken over when it is first run: until then the plan before may be at work.
  let taken: readonly Delivery[] | undefined;
  return {
    name: 'deliver_alerts',
    async run(stop, { lead }) {
      taken ??= deliveries.to(receivers, options);
      const ends = taken.map((delivery) => delivery.run(stop, lead));
      // All have come to their end before one's failure is told.
      await Promise.allSettled(ends);
      await Promise.all(ends);
    },
    giveUp() {
      taken = undefined;
      deliveries.giveUp();
    },
  };
}
