import { Delivery, type DeliveryOptions } from './delivery.ts';
import type { Receiver } from './receiver.ts';

/**
 * The deliveries to all receivers. A receiver is known by its name: pause and outage are its own, whatever the
 * configuration says of it next, and end with it.
 */
export class Deliveries {
  readonly #deliveries = new Map<string, Delivery>();

  /** @returns the deliveries to these receivers; those to others are given up */
  to(receivers: readonly Receiver[], options: DeliveryOptions): readonly Delivery[] {
    const wanted = new Set(receivers.map(({ name }) => name));
    this.#giveUpWhere((name) => !wanted.has(name));
    return receivers.map((receiver) => this.#to(receiver, options));
  }

  giveUp(): void {
    this.#giveUpWhere(() => true);
  }

  #to(receiver: Receiver, options: DeliveryOptions): Delivery {
    const known = this.#deliveries.get(receiver.name);
    const delivery = known ?? new Delivery(receiver, options);
    known?.changed(receiver, options);
    this.#deliveries.set(receiver.name, delivery);
    return delivery;
  }

  #giveUpWhere(isOver: (name: string) => boolean): void {
    for (const [name, delivery] of this.#deliveries) {
      if (!isOver(name)) continue;
      this.#deliveries.delete(name);
      delivery.giveUp();
    }
  }
}
