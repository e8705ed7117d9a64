import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { type Program, type TomlTables, waitUntil } from '@cta/testing';
import { patienceMs } from '../../system/rig/archive-rig.ts';
import { errorsIn, type WatchedService } from './watched-service.ts';

/** Some work for a service, and what must be true once it is done, whatever happened meanwhile. */
export interface Work {
  /** Whether the work is done. */
  isDone(): Promise<boolean>;
  /** Rejects with what is not as it must be. */
  verify(): Promise<void>;
}

/** Work that is done once the service is at rest again. */
export interface Round extends Work {
  /** Called each time that the service was killed, before it is started again. */
  onDeath(): Promise<void>;
}

export interface KillPlan {
  readonly service: WatchedService;
  /** Makes work, all of it at one moment. */
  readonly prepare: () => Promise<Round>;
  /** The steps that are this plan's, of all that there are; the others are another's. */
  readonly select?: (steps: readonly string[]) => readonly string[];
  /** Tables of the configuration with which the service is started after a kill, in place of the usual ones. */
  readonly afterwards?: TomlTables;
  /** Events of level error that the work itself leads to, whoever is killed. */
  readonly tells?: readonly string[];
}

/** Each look costs the databases, and what is looked at, time that services need to start. */
export const pollMs = 50;
/** A step that depends on what other threads do may be missed; so often it is tried again. */
export const mostAttempts = 4;

/**
 * Defines a test for each step that a service takes from its start to its stop, its reads apart: it is killed there with SIGKILL, started
 * again, and all must come out as if nothing had happened. Which steps there are is what two undisturbed runs have in common.
 */
export async function killAtEachStep(plan: KillPlan): Promise<void> {
  const steps = await surveyedSteps(plan);
  const killer = new Killer(plan);
  let brokenBy: string | undefined;
  for (const step of (plan.select?.(steps) ?? steps).filter(isNoticed)) {
    void test(`killed ${step}`, async (t) => {
      if (brokenBy !== undefined) return t.skip(`the archive is as "${brokenBy}" left it`);
      brokenBy = step;
      await killer.killAt(step, t);
      brokenBy = undefined;
    });
  }
}

/** @returns the steps that two undisturbed runs, from start to stop, have in common */
export async function surveyedSteps(plan: KillPlan): Promise<readonly string[]> {
  const first = await undisturbed(plan);
  const second = new Set(await undisturbed(plan));
  // How often an idle service asks for work is chance, and so is in how many pieces a file is written to disk.
  return first.filter((step) => second.has(step) && !/^rest: .*, time |disk write, time /.test(step));
}

/** Whoever dies before a read dies, for everybody else, after what it did before: that is another step. Locks are noticed. */
function isNoticed(step: string): boolean {
  return !/: SELECT (?!pg_)/.test(step);
}

async function undisturbed({ service, prepare }: KillPlan): Promise<readonly string[]> {
  const round = await prepare();
  const program = await service.start();
  await workDone(program, round);
  await round.verify();
  await program[Symbol.asyncDispose]();
  assert.equal(await program.ended(), 0);
  return service.steps();
}

/** A service that is about to be killed, and its work. */
interface Started {
  readonly victim: Program;
  readonly round: Round;
}

/** Kills a service at one step after the other. A service that has recovered from one is the next one's victim. */
class Killer {
  readonly #plan: KillPlan;
  #running: Program | undefined;

  constructor(plan: KillPlan) {
    this.#plan = plan;
  }

  async killAt(step: string, t: TestContext): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const wasKilled = await this.#attempt(step, t);
      if (wasKilled) return;
      assert.ok(attempt < mostAttempts, `the service did not come to the step "${step}" in ${attempt} runs`);
    }
  }

  async #attempt(step: string, t: TestContext): Promise<boolean> {
    const { victim, round } = await (step.startsWith('start:') ? this.#fresh(step) : this.#armed(step));
    const ended = victim.ended();
    const end = await Promise.race([ended, workDone(victim, round).catch(() => ended)]);
    if (end === undefined) await victim[Symbol.asyncDispose]();
    this.#plan.service.order(undefined);
    const how = await ended;
    assert.ok(how === 'SIGKILL' || how === 0, `the service ended with ${how}`);
    if (how === 'SIGKILL') await round.onDeath();
    await this.#recover(round, t);
    return how === 'SIGKILL';
  }

  /** A new process, which finds its work waiting. */
  async #fresh(killAt: string): Promise<Started> {
    const { service, prepare } = this.#plan;
    await service.end();
    const round = await prepare();
    service.order({ killAt });
    return { victim: await service.start(), round };
  }

  /** The process that is there, which spares a start. */
  async #armed(killAt: string): Promise<Started> {
    const { service, prepare } = this.#plan;
    const victim = this.#running ?? (await service.startReady());
    service.order({ killAt });
    return { victim, round: await prepare() };
  }

  /** What follows a crash: the same service, started as ever. */
  async #recover(round: Round, t: TestContext): Promise<void> {
    const { service, afterwards, tells = [] } = this.#plan;
    const program = await service.start(afterwards);
    this.#running = program;
    try {
      await workDone(program, round);
      await round.verify();
      const unexpected = errorsIn(program).filter(
        (line) => !tells.some((event) => line.includes(`"event":"${event}"`)),
      );
      assert.deepEqual(unexpected, []);
    } catch (error) {
      t.diagnostic(program.lastLines(25).join('\n'));
      throw error;
    }
  }
}

/** Resolves once the work is done; rejects where the program ends before. */
export async function workDone(program: Program, round: Round): Promise<undefined> {
  await waitUntil(
    async () => {
      program.assertRunning();
      return (await round.isDone()) ? true : undefined;
    },
    { what: 'the work of a round', timeoutMs: patienceMs, pollMs, signal: new AbortController().signal },
  );
  return undefined;
}
