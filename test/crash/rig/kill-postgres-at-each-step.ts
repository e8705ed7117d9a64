import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Program } from '@cta/testing';
import { type KillPlan, mostAttempts, type Round, surveyedSteps, workDone } from './kill-at-each-step.ts';
import type { MortalPostgres } from './mortal-postgres.ts';
import { errorsIn, type WatchedService } from './watched-service.ts';

/** Sessions of a service, by their kind. */
export type SessionPlans = Readonly<Record<string, Omit<KillPlan, 'service'>>>;

/**
 * Defines a test for each step of a service's sessions: PostgreSQL is killed there with SIGKILL and started again, and all
 * must come out as if nothing had happened. The service is not started again, unless the step is one of its start or stop.
 */
export async function killPostgresAtEachStep(
  server: MortalPostgres,
  service: WatchedService,
  plans: SessionPlans,
): Promise<void> {
  const surveys: [string, KillPlan, readonly string[]][] = [];
  // All of them before the first test, which begins as soon as it is defined.
  for (const [kind, of] of Object.entries(plans)) {
    const plan = { ...of, service };
    surveys.push([kind, plan, await surveyedSteps(plan)]);
  }
  const killer = new PostgresKiller(server, service);
  for (const [kind, plan, steps] of surveys) {
    for (const step of plan.select?.(steps) ?? steps) {
      void test(`PostgreSQL killed in ${kind} session, ${step}`, () => killer.killAt(step, plan.prepare));
    }
  }
  void test('the service stops as one under which nobody was killed', () => killer.stop());
}

type Prepare = KillPlan['prepare'];

/** A service, and the work that it has. */
interface Started {
  readonly program: Program;
  readonly round: Round;
}

/** Kills the server at one step after the other, under one and the same service where that can be. */
class PostgresKiller {
  readonly #server: MortalPostgres;
  readonly #service: WatchedService;
  #running: Program | undefined;

  constructor(server: MortalPostgres, service: WatchedService) {
    this.#server = server;
    this.#service = service;
  }

  async killAt(step: string, prepare: Prepare): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const wasKilled = await this.#attempt(step, prepare);
      if (wasKilled) return;
      assert.ok(attempt < mostAttempts, `the service did not come to the step "${step}" in ${attempt} runs`);
    }
  }

  /** Stops the service, which takes that well. */
  async stop(): Promise<void> {
    const program = this.#running;
    if (program === undefined) return;
    this.#running = undefined;
    await program[Symbol.asyncDispose]();
    assert.equal(await program.ended(), 0);
    assert.deepEqual(errorsIn(program), []);
  }

  async #attempt(step: string, prepare: Prepare): Promise<boolean> {
    const server = this.#server;
    const { program, round } = await this.#begin(step, prepare);
    this.#running = program;
    await this.#doneOrKilled(program, round);
    if (server.isAlive) await this.stop();
    this.#service.order(undefined);
    const wasKilled = !server.isAlive;
    if (wasKilled) await server.startAgain();
    await this.#verify(round);
    return wasKilled;
  }

  /** Queues the work, and has the server killed at the step. */
  async #begin(killAt: string, prepare: Prepare): Promise<Started> {
    const service = this.#service;
    const order = { killAt, victim: this.#server.processId };
    if (killAt.startsWith('start:')) {
      await this.stop();
      const round = await prepare();
      service.order(order);
      return { program: await service.start(), round };
    }
    const program = this.#running ?? (await service.startReady());
    // What an idle service does might end the server while the work is queued; what it does with work cannot.
    if (!killAt.startsWith('rest:')) service.order(order);
    const round = await prepare();
    service.order(order);
    return { program, round };
  }

  /** Resolves once the server is dead, or all is done. */
  async #doneOrKilled(program: Program, round: Round): Promise<void> {
    const orKilled = { ...round, isDone: async () => !this.#server.isAlive || (await round.isDone()) };
    try {
      await workDone(program, orKilled);
    } catch (error) {
      // Whoever asks a server that is killed has no answer; there is no other good reason not to have one.
      await this.#server.died().catch(() => Promise.reject(error));
    }
  }

  async #verify(round: Round): Promise<void> {
    this.#running ??= await this.#service.startReady();
    await workDone(this.#running, round);
    await round.verify();
    assert.deepEqual(errorsIn(this.#running), []);
  }
}
