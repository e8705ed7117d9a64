import { alertDelivered, isPending, pendingAlerts, type PendingAlert } from '@cta/catalogue';
import type { Clock } from '@cta/clock';
import { ConditionError } from '@cta/conditions';
import type { Database } from '@cta/database';
import { backOffMs, type Logger, type Outages } from '@cta/runtime';
import type { Leadership } from '../cycle/leadership.ts';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { StopSignals } from '../routines/routine.ts';
import { cloudEventOf } from './cloud-event.ts';
import { isOfTheEvent, type Receiver, send } from './receiver.ts';

export interface DeliveryOptions {
  readonly catalogueDb: Database;
  readonly clock: Clock;
  readonly logger: Logger<MaintenanceEvents>;
  /** Where a receiver that is away is kept and logged. */
  readonly outages: Outages;
  readonly source: string;
  /** Longest time that one event may take. */
  readonly timeoutMs: number;
  /** Time after which no further event is sent in a cycle. */
  readonly timeLimitMs: number;
  /** Longest pause after an event that did not get through. */
  readonly longestPauseMs: number;
}

const firstPauseMs = 1_000;
/** Events that are read at once. */
const batchSize = 100;

/**
 * Tells one receiver what it is still to be told: each event until it is taken, and of one subject none before those that
 * came earlier. A receiver that is away is left alone for a while, longer each time.
 */
export class Delivery {
  #receiver: Receiver;
  #options: DeliveryOptions;
  #failures = 0;
  #notBeforeMs = 0;

  constructor(receiver: Receiver, options: DeliveryOptions) {
    this.#receiver = receiver;
    this.#options = options;
  }

  /** The receiver of this name is reached otherwise now: whoever says so has put something right, and it is tried at once. */
  changed(receiver: Receiver, options: DeliveryOptions): void {
    this.#receiver = receiver;
    this.#options = options;
    this.#notBeforeMs = 0;
  }

  /** Nothing is delivered to it by this service any more. */
  giveUp(): void {
    this.#options.outages.abandoned(this.#connection);
  }

  /** @returns how many events were taken. Rejects where the database does, the lead is lost, and once it is told to hurry. */
  async run(stop: StopSignals, lead: Leadership): Promise<number> {
    const { clock, outages, longestPauseMs, timeLimitMs } = this.#options;
    const nowMs = clock.now();
    if (nowMs < this.#notBeforeMs) return 0;
    const { delivered, failure } = await this.#sendPending(nowMs + timeLimitMs, stop, lead);
    if (failure === undefined) {
      this.#failures = 0;
      outages.succeeded(this.#connection, this);
      return delivered;
    }
    this.#failures += 1;
    this.#notBeforeMs =
      clock.now() + backOffMs({ firstMs: firstPauseMs, longestMs: longestPauseMs }, this.#failures, Math.random());
    outages.failed(this.#connection, failure, { operation: this, begunMs: nowMs });
    return delivered;
  }

  get #connection(): string {
    return `alert receiver ${this.#receiver.name}`;
  }

  async #sendPending(deadlineMs: number, { signal, hurry }: StopSignals, lead: Leadership) {
    const { catalogueDb, clock } = this.#options;
    const { name } = this.#receiver;
    const heldBack = new Set<string>();
    let delivered = 0;
    let failure: ConditionError | undefined;
    for (;;) {
      const alerts = await pendingAlerts(catalogueDb, name, { limit: batchSize, except: [...heldBack] });
      for (const alert of alerts) {
        if (signal.aborted || clock.now() > deadlineMs) return { delivered, failure };
        if (heldBack.has(alert.subject)) continue;
        // Who has lost the lead hears it here, before it sends what its successor may have sent already, and more since.
        if (!(await lead.ask((q) => isPending(q, name, alert)))) continue;
        const refusal = await this.#send(alert, hurry);
        if (refusal === undefined) delivered += 1;
        else failure = refusal;
        if (refusal !== undefined && !isOfTheEvent(refusal)) return { delivered, failure };
        if (refusal !== undefined) heldBack.add(alert.subject);
      }
      if (alerts.length < batchSize) return { delivered, failure };
    }
  }

  /** @returns why the receiver has not taken it, if it has not */
  async #send(alert: PendingAlert, signal: AbortSignal): Promise<ConditionError | undefined> {
    const { catalogueDb, source, timeoutMs, logger } = this.#options;
    try {
      await send(this.#receiver, cloudEventOf(alert, source), { timeoutMs, signal });
    } catch (error) {
      signal.throwIfAborted();
      return ConditionError.from(error);
    }
    const { name: receiver } = this.#receiver;
    await alertDelivered(catalogueDb, receiver, alert);
    logger.emit('alert_delivered', { receiver, subject: alert.subject, change: alert.change, alert: alert.uuid });
    return undefined;
  }
}
