import type { Clock } from '@cta/clock';
import { ConditionError } from '@cta/conditions';
import type { Database, Session } from '@cta/database';
import { type Histogram, type IsConnectionLoss, type Logger, type Outages, retryConnection } from '@cta/runtime';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { Routine, StopSignals } from '../routines/routine.ts';
import { becomeLeader } from './leadership.ts';

export interface CycleOptions {
  /** Whose locks say which service runs a routine: the one that the routines need. */
  readonly database: Database;
  readonly connection: 'Catalogue' | 'SchedulerDB';
  /** Looked at anew in each cycle, like the pause behind it. */
  readonly routines: readonly Routine[];
  readonly pauseMs: number;
  readonly logger: Logger<MaintenanceEvents>;
  readonly outages: Outages;
  readonly isConnectionLoss: IsConnectionLoss;
  readonly clock: Clock;
  /** Durations of routines, in milliseconds. */
  readonly durations: Pick<Histogram, 'record'>;
}

/** How a routine ended when it last ran here. */
export interface RoutineState {
  readonly routine: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  /** Code of what it failed with. */
  readonly code?: string;
}

/**
 * Runs all routines one after the other, pauses, and begins again, until it is told to stop. A routine that fails is
 * logged and keeps no other from running; a lost connection holds the cycle until it is back.
 */
export class MaintenanceCycle {
  readonly #options: CycleOptions;
  readonly #states = new Map<string, RoutineState>();
  /** Who waits, among the outages, for what routines need beside the database of the cycle. */
  readonly #otherNeeds = {};
  /** Since when the connection was not lost; undefined at the start, and while it is lost. */
  #reachableSinceMs: number | undefined;

  constructor(options: CycleOptions) {
    this.#options = options;
  }

  /** How each routine ended when it last ran here. */
  states(): readonly RoutineState[] {
    return [...this.#states.values()];
  }

  /** Rejects with the reason of `stop.signal`. */
  async run(stop: StopSignals): Promise<never> {
    const { database, connection, clock, outages, isConnectionLoss } = this.#options;
    for (;;) {
      await retryConnection(() => database.session((session) => this.#runRoutines(session, stop)), {
        connection,
        isConnectionLoss,
        outages,
        clock,
        signal: stop.signal,
        onOutage: () => {
          this.#reachableSinceMs = undefined;
        },
      });
      await clock.sleep(this.#options.pauseMs, stop.signal);
    }
  }

  async #runRoutines(session: Session, stop: StopSignals): Promise<void> {
    for (const routine of this.#options.routines) {
      stop.signal.throwIfAborted();
      if (await becomeLeader(session, routine.name)) await this.#runRoutine(routine, stop);
      else this.#options.logger.emit('routine_run_elsewhere', { routine: routine.name });
    }
  }

  async #runRoutine(routine: Routine, stop: StopSignals): Promise<void> {
    const { clock, logger, outages, isConnectionLoss } = this.#options;
    const begunMs = clock.now();
    try {
      await routine.run(stop, begunMs - (this.#reachableSinceMs ??= begunMs));
      this.#ended(routine, begunMs);
      if (routine.alsoNeeds !== undefined) outages.succeeded(routine.alsoNeeds, this.#otherNeeds);
      logger.emit('routine_finished', { routine: routine.name, duration_ms: Math.round(clock.now() - begunMs) });
    } catch (error) {
      stop.signal.throwIfAborted();
      const condition = ConditionError.from(error);
      this.#ended(routine, begunMs, condition.code);
      if (!isConnectionLoss(condition)) return logger.emit('routine_failed', { routine: routine.name }, condition);
      if (routine.alsoNeeds === undefined) throw condition;
      outages.failed(routine.alsoNeeds, condition, { operation: this.#otherNeeds, begunMs });
    }
  }

  #ended({ name }: Routine, begunMs: number, code?: string): void {
    const durationMs = Math.round(this.#options.clock.now() - begunMs);
    this.#options.durations.record(durationMs, { 'cta.routine.name': name });
    const finishedAt = new Date().toISOString();
    this.#states.set(name, { routine: name, finishedAt, durationMs, ...(code !== undefined && { code }) });
  }
}
