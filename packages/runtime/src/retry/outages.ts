import { type Clock, systemClock } from '@cta/clock';
import type { ConditionError, ConditionName } from '@cta/conditions';
import type { Logger } from '../log/event.ts';
import type { RuntimeEvents } from '../runtime-events.ts';

/** One connection that is lost. */
export interface Outage {
  /** What is connected to: 'Catalogue', 'SchedulerDB', a changer, a disk system. */
  readonly connection: string;
  readonly since: Date;
  /** Failed attempts since then. */
  readonly failures: number;
  /** What the latest attempt failed with. */
  readonly condition: ConditionName;
  readonly code: string;
}

interface Loss {
  readonly lostAtMs: number;
  loggedAtMs: number;
  failures: number;
  latest: ConditionError;
  /** Operations that failed and are tried again, with what makes them try now. */
  readonly waiting: Map<WaitingOperation, () => void>;
}

/** An operation that waits for a connection, by its identity alone. */
export type WaitingOperation = object;

/** An attempt at an operation that failed. */
export interface FailedAttempt {
  readonly operation: WaitingOperation;
  readonly begunMs: number;
  /** Called when another operation that had failed has succeeded: now is a good time for the next attempt. */
  readonly wake?: () => void;
}

const reminderMs = 5 * 60_000;

/**
 * What this service has lost the connection to, and since when: read by health and heartbeat, and the one place that
 * logs it. All that uses a connection shares its outage, so that a log has one line a loss, not one a caller: the
 * first failure, a reminder every five minutes, the recovery with how long it took. It lasts until everything that failed
 * has succeeded: of a server that is read-only, or out of connections, some operations succeed all the time.
 */
export class Outages {
  readonly #losses = new Map<string, Loss>();
  readonly #backMs = new Map<string, number>();
  readonly #reached = new Set<string>();
  readonly #logger: Logger<RuntimeEvents>;
  readonly #clock: Clock;

  constructor({ logger, clock = systemClock }: { logger: Logger<RuntimeEvents>; clock?: Clock }) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /**
   * Tells that an attempt failed. One that was begun before the connection was last back says nothing new: it waited on
   * what was left of an outage that is over.
   */
  failed(connection: string, error: ConditionError, { operation, begunMs, wake = () => {} }: FailedAttempt): void {
    const nowMs = this.#clock.now();
    const loss = this.#losses.get(connection);
    if (loss === undefined) {
      if (begunMs < (this.#backMs.get(connection) ?? 0)) return;
      const waiting = new Map([[operation, wake]]);
      this.#losses.set(connection, { lostAtMs: nowMs, loggedAtMs: nowMs, failures: 1, latest: error, waiting });
      this.#logger.emit('connection_lost', { connection }, error);
      return;
    }
    loss.waiting.set(operation, wake);
    loss.failures += 1;
    loss.latest = error;
    if (nowMs - loss.loggedAtMs < reminderMs) return;
    loss.loggedAtMs = nowMs;
    this.#logger.emit('connection_still_lost', this.#fieldsOf(connection, loss), error);
  }

  /**
   * Tells that an attempt succeeded. Where it had failed before, those that still wait are woken: what serves it again may
   * serve them too. Success of one that never failed is no news: a read-only server goes on to answer questions.
   */
  succeeded(connection: string, operation: WaitingOperation): void {
    this.#reached.add(connection);
    const loss = this.#losses.get(connection);
    if (loss === undefined) return;
    const hadFailed = loss.waiting.delete(operation);
    if (loss.waiting.size > 0) {
      if (hadFailed) for (const wake of loss.waiting.values()) wake();
      return;
    }
    this.#losses.delete(connection);
    this.#backMs.set(connection, this.#clock.now());
    this.#logger.emit('connection_back', this.#fieldsOf(connection, loss));
  }

  /** Tells that an operation is not tried any more. Where nobody else waits, whoever succeeds next ends the outage. */
  gaveUp(connection: string, operation: WaitingOperation): void {
    this.#losses.get(connection)?.waiting.delete(operation);
  }

  /** Tells that nothing is wanted of a connection any more, by anybody: its outage ends, though it is not back. */
  abandoned(connection: string): void {
    const loss = this.#losses.get(connection);
    if (loss === undefined) return;
    this.#losses.delete(connection);
    this.#logger.emit('connection_abandoned', this.#fieldsOf(connection, loss));
  }

  /** Whether anything was ever had of a connection. */
  wasReached(connection: string): boolean {
    return this.#reached.has(connection);
  }

  /** Every connection that something was ever had of. */
  reached(): readonly string[] {
    return [...this.#reached];
  }

  /** What is lost now, longest first. */
  list(): readonly Outage[] {
    return [...this.#losses].map(([connection, { lostAtMs, failures, latest }]) => ({
      connection,
      since: new Date(lostAtMs),
      failures,
      condition: latest.condition,
      code: latest.code,
    }));
  }

  #fieldsOf(connection: string, { lostAtMs, failures }: Loss) {
    return { connection, failures, lost_for_s: Math.round(this.#clock.now() - lostAtMs) / 1000 };
  }
}
