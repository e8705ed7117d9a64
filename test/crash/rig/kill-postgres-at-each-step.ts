import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Program } from '../../../apps/cta-demo/src/programs/program.ts';
import { type KillPlan, mostAttempts, type Round, surveyedSteps, workDone } from './kill-at-each-step.ts';
import type { MortalPostgres } from './mortal-postgres.ts';
import { errorsIn } from './watched-service.ts';

export interface PostgresKillPlan extends KillPlan {
  readonly server: MortalPostgres;
  /** Of the service, as tests are named. */
  readonly session: string;
}

/**
 * Defines a test for each step of a service: PostgreSQL is killed there with SIGKILL and started again, and all must come
 * out as if nothing had happened. The service is not started again, unless the step is one of its start or stop.
 */
export async function killPostgresAtEachStep(plan: PostgresKillPlan): Promise<void> {
  const steps = await surveyedSteps(plan);
  const killer = new PostgresKiller(plan);
  for (const step of plan.select?.(steps) ?? steps) {
    void test(`PostgreSQL killed in ${plan.session}, ${step}`, () => killer.killAt(step));
  }
  void test(`the service stops after ${plan.session}`, () => killer.stop());
}

/** A service, and the work that it has. */
interface Started {
  readonly program: Program;
  readonly round: Round;
}

/** Kills the server at one step after the other, under one and the same service where that can be. */
class PostgresKiller {
  readonly #plan: PostgresKillPlan;
  #running: Program | undefined;

  constructor(plan: PostgresKillPlan) {
    this.#plan = plan;
  }

  async killAt(step: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const wasKilled = await this.#attempt(step);
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

  async #attempt(step: string): Promise<boolean> {
    const { service, server } = this.#plan;
    const { program, round } = await this.#begin(step);
    this.#running = program;
    await this.#doneOrKilled(program, round);
    if (server.isAlive) await this.stop();
    service.order(undefined);
    const wasKilled = !server.isAlive;
    if (wasKilled) await server.startAgain();
    await this.#verify(round);
    return wasKilled;
  }

  /** Queues the work, and has the server killed at the step. */
  async #begin(killAt: string): Promise<Started> {
    const { service, server, prepare } = this.#plan;
    const order = { killAt, victim: server.processId };
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
    try {
      await workDone(program, round);
    } catch (error) {
      // Whoever asks a server that is killed has no answer; there is no other good reason not to have one.
      await this.#plan.server.died().catch(() => Promise.reject(error));
    }
  }

  async #verify(round: Round): Promise<void> {
    this.#running ??= await this.#plan.service.startReady();
    await workDone(this.#running, round);
    await round.verify();
    assert.deepEqual(errorsIn(this.#running), []);
  }
}
