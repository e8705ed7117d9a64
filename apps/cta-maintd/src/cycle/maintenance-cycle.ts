import type { Clock } from '@cta/clock';
import { ConditionError } from '@cta/conditions';
import { type Database, type Session, sql } from '@cta/database';
import { type IsConnectionLoss, type Logger, type MetricRecorder, type Outages, retryConnection } from '@cta/runtime';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { MaintenanceMetrics } from '../maintenance-metrics.ts';
import type { Routine, StopSignals } from '../routines/routine.ts';
import { becomeLeader, type Leadership } from './leadership.ts';

export interface CycleOptions {
  /** Whose locks say which service runs a routine: the one that the routines need. */
  readonly database: Database;
  readonly connection: 'Catalogue' | 'SchedulerDB';
  /** Looked at anew in each cycle, and before the pause behind it. */
  readonly plan: () => CyclePlan;
  readonly logger: Logger<MaintenanceEvents>;
  readonly outages: Outages;
  readonly isConnectionLoss: IsConnectionLoss;
  readonly clock: Clock;
  readonly metrics: Pick<MetricRecorder<MaintenanceMetrics>, 'record'>;
}

/** What a cycle does. */
export interface CyclePlan {
  readonly routines: readonly Routine[];
  /** Pause between the end of a cycle and the next. */
  readonly pauseMs: number;
}

/** How a routine ended when it last ran here. */
export interface RoutineState {
  readonly routine: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  /** Code of what it failed with. */
  readonly code?: string;
}

/** A routine that is run here, by the latest plan. Among the outages it is known by this, whatever plan it is of. */
interface Post {
  routine: Routine;
}

/**
 * Runs all routines one after the other, pauses, and begins again, until it is told to stop. A routine that fails is
 * logged and keeps no other from running; a lost connection holds the cycle until it is back. A database that was too
 * busy for one routine is no lost connection: the others are tried all the same.
 */
export class MaintenanceCycle {
  readonly #options: CycleOptions;
  readonly #states = new Map<string, RoutineState>();
  readonly #posts = new Map<string, Post>();
  /** Since when the connection was not lost; undefined at the start, and while it is lost. */
  #reachableSinceMs: number | undefined;

  constructor(options: CycleOptions) {
    this.#options = options;
  }

  /** How each routine ended when it last ran here. */
  states(): readonly RoutineState[] {
    return [...this.#states.values()];
  }

  /** Rejects with the reason of `stop.signal`, and with nothing else. */
  async run(stop: StopSignals): Promise<never> {
    const { connection, clock, logger } = this.#options;
    for (;;) {
      try {
        await this.#runPatiently(stop);
      } catch (error) {
        stop.signal.throwIfAborted();
        logger.emit('cycle_failed', { connection }, error);
      }
      await clock.sleep(this.#options.plan().pauseMs, stop.signal);
    }
  }

  #runPatiently(stop: StopSignals): Promise<void> {
    const { database, connection, clock, outages, isConnectionLoss } = this.#options;
    return retryConnection(() => database.session((session) => this.#runRoutines(session, stop)), {
      connection,
      isConnectionLoss,
      outages,
      clock,
      signal: stop.signal,
      onOutage: () => {
        this.#reachableSinceMs = undefined;
      },
    });
  }

  async #runRoutines(session: Session, stop: StopSignals): Promise<void> {
    const { routines } = this.#options.plan();
    const planned = new Set(routines.map(({ name }) => name));
    for (const name of this.#posts.keys()) if (!planned.has(name)) this.#leave(name);
    for (const routine of routines) {
      stop.signal.throwIfAborted();
      await this.#runRoutine(session, routine, stop);
    }
  }

  /** Rejects where the connection of the cycle is lost. */
  async #runRoutine(session: Session, routine: Routine, stop: StopSignals): Promise<void> {
    const { clock, logger, isConnectionLoss } = this.#options;
    const begunMs = clock.now();
    try {
      const lead = await becomeLeader(session, routine.name);
      if (lead === undefined) return this.#runElsewhere(routine);
      await this.#runLeading(routine, lead, stop);
    } catch (error) {
      stop.signal.throwIfAborted();
      const condition = ConditionError.from(error);
      this.#ended(routine, begunMs, condition.code);
      if (isConnectionLoss(condition)) throw condition;
      logger.emit('routine_failed', { routine: routine.name }, condition);
    }
  }

  async #runLeading(routine: Routine, lead: Leadership, stop: StopSignals): Promise<void> {
    const { clock, logger, outages, isConnectionLoss } = this.#options;
    const { name, alsoNeeds } = routine;
    const begunMs = clock.now();
    const post = this.#postOf(routine);
    try {
      await routine.run(stop, { lead, reachableForMs: begunMs - (this.#reachableSinceMs ??= begunMs) });
    } catch (error) {
      const condition = ConditionError.from(error);
      if (stop.signal.aborted || alsoNeeds === undefined || !isConnectionLoss(condition)) throw error;
      // Either of two databases may be lost: that of the lock is this cycle's own, and is told by its name.
      await lead.ask((q) => q.execute(sql`SELECT`));
      this.#ended(routine, begunMs, condition.code);
      return outages.failed(alsoNeeds, condition, { operation: post, begunMs });
    }
    this.#ended(routine, begunMs);
    if (alsoNeeds !== undefined) outages.succeeded(alsoNeeds, post);
    logger.emit('routine_finished', { routine: name, duration_ms: Math.round(clock.now() - begunMs) });
  }

  #postOf(routine: Routine): Post {
    const post = this.#posts.get(routine.name) ?? { routine };
    post.routine = routine;
    this.#posts.set(routine.name, post);
    return post;
  }

  #runElsewhere({ name }: Routine): void {
    this.#leave(name);
    this.#options.logger.emit('routine_run_elsewhere', { routine: name });
  }

  /** What a routine waited for that is not run here any more must not make this service look ill for ever. */
  #leave(name: string): void {
    const post = this.#posts.get(name);
    if (post === undefined) return;
    this.#posts.delete(name);
    const { alsoNeeds } = post.routine;
    if (alsoNeeds !== undefined) this.#options.outages.gaveUp(alsoNeeds, post);
    post.routine.giveUp?.();
  }

  #ended({ name }: Routine, begunMs: number, code?: string): void {
    const durationMs = Math.round(this.#options.clock.now() - begunMs);
    this.#options.metrics.record('cta.maintd.routine.duration', durationMs, {
      'cta.routine.name': name,
      ...(code !== undefined && { 'error.type': code }),
    });
    const finishedAt = new Date().toISOString();
    this.#states.set(name, { routine: name, finishedAt, durationMs, ...(code !== undefined && { code }) });
  }
}
