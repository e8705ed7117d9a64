import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Clock } from '@cta/clock';
import { ConditionError, isCondition } from '@cta/conditions';
import { type Database, sql } from '@cta/database';
import { createLogger, connectionLoss, mergeEvents, Outages, runtimeEvents } from '@cta/runtime';
import { testDatabase } from '@cta/testing';
import { maintenanceEvents } from '../maintenance-events.ts';
import type { Routine } from '../routines/routine.ts';
import { becomeLeader } from './leadership.ts';
import { MaintenanceCycle } from './maintenance-cycle.ts';

const { db } = await testDatabase();

/** Runs cycles of these routines until one of them has the service stopped. */
async function runUntilStopped(
  routines: (stop: () => void) => readonly Routine[],
  { database = db, onPause = async () => {} }: { database?: Database; onPause?: () => Promise<void> } = {},
) {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort(new ConditionError('SERVICE_STOPPING'));
  const lines: string[] = [];
  const logger = createLogger({
    events: mergeEvents(runtimeEvents, maintenanceEvents),
    program: 'test',
    level: 'debug',
    destination: { write: (line: string) => lines.push(line) },
  });
  let nowMs = 0;
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (durationMs, signal) => {
      nowMs += durationMs;
      signal.throwIfAborted();
      await onPause();
    },
  };
  const plan = { routines: routines(stop), pauseMs: 10_000 };
  const outages = new Outages({ logger, clock });
  const cycle = new MaintenanceCycle({
    database,
    connection: 'SchedulerDB',
    plan: () => plan,
    logger,
    outages,
    isConnectionLoss: connectionLoss('DATABASE_UNREACHABLE'),
    clock,
    metrics: { record: () => {} },
  });
  const running = cycle.run({ signal: stopping.signal, hurry: new AbortController().signal });
  await assert.rejects(running, (error) => isCondition(error, 'SERVICE_STOPPING'));
  const events = lines.map(
    (line) => JSON.parse(line) as { event: string; routine?: string; code?: string; connection?: string },
  );
  return { cycle, events, outages };
}

/** A routine that does the next of its steps each time that it runs. */
function routine(name: string, ...steps: readonly ((reachableForMs: number) => void)[]): Routine {
  const left = [...steps];
  return {
    name,
    run: async (_, { reachableForMs }) => left.shift()?.(reachableForMs),
  };
}

function fail(error: ConditionError): () => never {
  return () => {
    throw error;
  };
}

/** The database, but for the first so many sessions and locks, which are refused. */
function refusing(error: ConditionError, first: { sessions?: number; locks?: number }): Database {
  let { sessions = 0, locks = 0 } = first;
  return {
    query: (statement) => db.query(statement),
    execute: (statement) => db.execute(statement),
    transaction: (work) => db.transaction(work),
    close: () => Promise.resolve(),
    async session(work) {
      if (sessions-- > 0) throw error;
      return db.session((session) =>
        work({
          ...session,
          query: async (statement) => {
            if (locks-- > 0) throw error;
            return session.query(statement);
          },
        }),
      );
    },
  };
}

describe('A cycle', () => {
  test('runs every routine, again and again, until it is told to stop', async () => {
    const order: string[] = [];
    const note = (what: string) => () => {
      order.push(what);
    };
    await runUntilStopped((stop) => [
      routine('one', note('one'), note('one again')),
      routine('two', note('two'), stop),
      routine('three', note('three'), note('never')),
    ]);
    assert.deepEqual(order, ['one', 'two', 'three', 'one again']);
  });

  test('goes on after a routine that fails, and tells its code', async () => {
    const { events, cycle } = await runUntilStopped((stop) => [
      routine('bad', fail(new ConditionError('DATABASE_ERROR'))),
      routine('good', stop),
    ]);
    const failed = events.filter(({ event }) => event === 'routine_failed');
    assert.deepEqual(
      failed.map(({ routine: name, code }) => [name, code]),
      [['bad', new ConditionError('DATABASE_ERROR').code]],
    );
    assert.deepEqual(
      cycle.states().map(({ routine: name, code }) => [name, code]),
      [
        ['bad', new ConditionError('DATABASE_ERROR').code],
        ['good', undefined],
      ],
    );
  });

  test('goes on without a routine whose lock was refused, by a server that was busy or has other reasons', async () => {
    for (const name of ['STATEMENT_TIMEOUT', 'TRANSACTION_CONFLICT', 'DATABASE_ERROR'] as const) {
      const error = new ConditionError(name);
      const ran: string[] = [];
      const routines = (stop: () => void) => [routine('first', () => ran.push('first')), routine('second', stop)];
      const { events, cycle } = await runUntilStopped(routines, { database: refusing(error, { locks: 1 }) });
      assert.deepEqual(ran, []);
      assert.deepEqual(
        events.filter(({ event }) => event === 'routine_failed').map(({ routine: which, code }) => [which, code]),
        [['first', error.code]],
      );
      assert.equal(cycle.states()[0]?.code, error.code);
    }
  });

  test('that cannot be begun is told of, and is tried again', async () => {
    const error = new ConditionError('DATABASE_ERROR');
    const { events } = await runUntilStopped((stop) => [routine('one', stop)], {
      database: refusing(error, { sessions: 2 }),
    });
    assert.deepEqual(
      events.filter(({ event }) => event === 'cycle_failed').map(({ connection, code }) => [connection, code]),
      [
        ['SchedulerDB', error.code],
        ['SchedulerDB', error.code],
      ],
    );
  });

  test('holds while the connection is lost, and begins anew when it is back', async () => {
    const { events } = await runUntilStopped((stop) => [
      routine('steady', () => {}, stop),
      routine('cut off', fail(new ConditionError('DATABASE_UNREACHABLE'))),
    ]);
    const names = events.map(({ event }) => event);
    assert.ok(names.includes('connection_lost'));
    assert.ok(!names.includes('routine_failed'));
  });

  test('tells for how long the database was reached, from the start or the end of an outage', async () => {
    const times: number[] = [];
    const note = (reachableForMs: number): void => {
      times.push(reachableForMs);
    };
    await runUntilStopped((stop) => [
      routine('watch', note, note, note, note, stop),
      routine(
        'cut off',
        () => {},
        () => {},
        fail(new ConditionError('DATABASE_UNREACHABLE')),
      ),
    ]);
    assert.deepEqual(times, [0, 10_000, 20_000, 0]);
  });

  test('goes on without a routine that waits for another database, and tells of that one', async () => {
    const times: number[] = [];
    const lost = fail(new ConditionError('DATABASE_UNREACHABLE'));
    const { events } = await runUntilStopped((stop) => [
      { ...routine('both', lost, lost, () => {}), alsoNeeds: 'Catalogue' },
      routine(
        'one',
        (reachableForMs) => times.push(reachableForMs),
        () => {},
        () => {},
        stop,
      ),
    ]);
    assert.deepEqual(times, [0]);
    const told = events.filter(({ event }) => event.startsWith('connection_') || event === 'routine_failed');
    assert.deepEqual(
      told.map(({ event, connection }) => [event, connection]),
      [
        ['connection_lost', 'Catalogue'],
        ['connection_back', 'Catalogue'],
      ],
    );
  });

  test('tells a loss of its own connection as that, also in a routine that needs another database too', async () => {
    let isFirst = true;
    const cut: Routine = {
      name: 'cut',
      alsoNeeds: 'Catalogue',
      run: async (_, { lead }) => {
        if (!isFirst) return;
        isFirst = false;
        await lead.ask((q) => q.query(sql`SELECT pg_terminate_backend(pg_backend_pid())`));
      },
    };
    const { events } = await runUntilStopped((stop) => [cut, routine('last', stop)]);
    const lost = events.filter(({ event }) => event === 'connection_lost');
    assert.deepEqual(
      lost.map(({ connection }) => connection),
      ['SchedulerDB'],
    );
  });

  test('waits no more for what a routine needed that is not run here any more', async () => {
    const givenUp: string[] = [];
    const needy = (name: string): Routine => ({
      ...routine(name, fail(new ConditionError('DATABASE_UNREACHABLE'))),
      alsoNeeds: 'Catalogue',
      giveUp: () => givenUp.push(name),
    });
    const removed = needy('removed');
    const heldElsewhere = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    let other: Promise<void> | undefined;
    const { outages } = await runUntilStopped(
      (stop) => {
        const planned = [needy('taken'), removed];
        planned.push(
          routine('last', () => planned.splice(planned.indexOf(removed), 1), stop),
          routine('never'),
        );
        return planned;
      },
      {
        onPause: async () => {
          other ??= db.session(async (session) => {
            assert.ok((await becomeLeader(session, 'taken')) !== undefined);
            heldElsewhere.resolve();
            await done.promise;
          });
          await heldElsewhere.promise;
        },
      },
    );
    done.resolve();
    await other;
    assert.deepEqual(givenUp, ['removed', 'taken']);
    assert.equal(outages.list().length, 1);
    outages.succeeded('Catalogue', {});
    assert.deepEqual(outages.list(), [], 'whoever reaches it next ends the outage');
  });

  test('leaves out what another service is running', async () => {
    const ran: string[] = [];
    await db.session(async (other) => {
      assert.ok((await becomeLeader(other, 'taken')) !== undefined);
      const { events } = await runUntilStopped((stop) => [
        routine('taken', () => ran.push('taken')),
        routine('free', stop),
      ]);
      assert.deepEqual(ran, []);
      assert.deepEqual(
        events.filter(({ event }) => event === 'routine_run_elsewhere').map((event) => event.routine),
        ['taken'],
      );
    });
    await runUntilStopped((stop) => [
      routine('taken', () => {
        ran.push('taken');
        stop();
      }),
    ]);
    assert.deepEqual(ran, ['taken'], 'the lock went with the session of its holder');
  });
});
