import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '@cta/clock';
import { ConditionError, isCondition } from '@cta/conditions';
import fc from 'fast-check';
import { createLogger } from '../log/create-logger.ts';
import { runtimeEvents } from '../runtime-events.ts';
import { backOffMs, connectionBackOff } from './back-off.ts';
import { Outages } from './outages.ts';
import { connectionLoss, retryConnection } from './retry-connection.ts';

/** A service whose time passes only while it sleeps. */
function service() {
  const logged: Record<string, unknown>[] = [];
  const slept: number[] = [];
  let nowMs = 1_000_000;
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (durationMs, signal) => {
      signal.throwIfAborted();
      slept.push(durationMs);
      nowMs += durationMs;
    },
  };
  const logger = createLogger({
    events: runtimeEvents,
    program: 'cta-test',
    destination: { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const outages = new Outages({ logger, clock });
  const controller = new AbortController();
  const options = {
    connection: 'Catalogue',
    isConnectionLoss: connectionLoss('DATABASE_UNREACHABLE'),
    outages,
    signal: controller.signal,
    clock,
    random: () => 0.5,
  };
  return { logged, slept, outages, controller, options };
}

const away = () => new ConditionError('DATABASE_UNREACHABLE', { message: 'refused' });

function failing(times: number, error: () => unknown = away) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw error();
    return calls;
  };
}

test('an operation that succeeds is done once, and nothing is said', async () => {
  const { logged, slept, options } = service();
  assert.equal(await retryConnection(failing(0), options), 1);
  assert.deepEqual([logged, slept], [[], []]);
});

test('a lost connection is tried again until it is back: one line for the loss, one for the recovery', async () => {
  const { logged, slept, outages, options } = service();
  const seen: string[] = [];
  const result = await retryConnection(failing(3), { ...options, onOutage: (error) => seen.push(error.condition) });
  assert.equal(result, 4);
  assert.deepEqual(slept, [125, 250, 500]);
  assert.deepEqual(
    logged.map(({ event, connection, code, failures, lost_for_s }) => ({
      event,
      connection,
      code,
      failures,
      lost_for_s,
    })),
    [
      { event: 'connection_lost', connection: 'Catalogue', code: 'B101', failures: undefined, lost_for_s: undefined },
      { event: 'connection_back', connection: 'Catalogue', code: undefined, failures: 3, lost_for_s: 0.875 },
    ],
  );
  assert.deepEqual(seen, ['DATABASE_UNREACHABLE', 'DATABASE_UNREACHABLE', 'DATABASE_UNREACHABLE']);
  assert.deepEqual(outages.list(), []);
});

test('while it lasts there is a reminder every five minutes, and the outage can be read', async () => {
  const { logged, slept, outages, controller, options } = service();
  const reason = new ConditionError('SERVICE_STOPPING');
  await assert.rejects(
    retryConnection(failing(Infinity), {
      ...options,
      random: () => 0.999,
      onOutage: () => slept.reduce((sum, ms) => sum + ms, 0) > 16 * 60_000 && controller.abort(reason),
    }),
    (error) => error === reason,
  );
  const reminders = logged.filter(({ event }) => event === 'connection_still_lost');
  assert.equal(reminders.length, 3);
  const [outage] = outages.list();
  assert.deepEqual(
    { ...outage, failures: undefined },
    {
      connection: 'Catalogue',
      since: new Date(1_000_000),
      failures: undefined,
      condition: 'DATABASE_UNREACHABLE',
      code: 'B101',
    },
  );
});

test('callers that share a connection share its outage', async () => {
  const { logged, options } = service();
  await Promise.all([1, 2, 3].map(() => retryConnection(failing(1), options)));
  assert.deepEqual(
    logged.map(({ event }) => event),
    ['connection_lost', 'connection_back'],
  );
});

test('an error that is not the loss of the connection is passed on at once', async () => {
  const errors = [
    new Error('syntax'),
    new ConditionError('NO_SUCH_ENTITY'),
    new ConditionError('LIBRARY_NO_ANSWER'), // retryable, but no loss of this connection
  ];
  for (const error of errors) {
    const { logged, slept, options } = service();
    await assert.rejects(
      retryConnection(
        failing(1, () => error),
        options,
      ),
      (thrown) => thrown === error,
    );
    assert.deepEqual([logged, slept], [[], []]);
  }
});

test('a loss that does not pass by itself is passed on', async () => {
  const { slept, options } = service();
  const error = new ConditionError('DRIVE_NOT_FOUND');
  await assert.rejects(
    retryConnection(
      failing(1, () => error),
      { ...options, isConnectionLoss: () => true },
    ),
    (thrown) => thrown === error,
  );
  assert.deepEqual(slept, []);
});

test('a service that stops does not even try', async () => {
  const { controller, options } = service();
  const reason = new ConditionError('SERVICE_STOPPING');
  controller.abort(reason);
  await assert.rejects(
    retryConnection(async () => assert.fail('tried'), options),
    (error) => error === reason,
  );
});

test('a wait is never longer than the cap, nor than twice the one before', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), random, (failures, chance) => {
      const waitMs = backOffMs(connectionBackOff, failures, chance);
      assert.ok(waitMs >= 0 && waitMs < connectionBackOff.longestMs);
      assert.ok(waitMs <= 2 * backOffMs(connectionBackOff, Math.max(1, failures - 1), chance));
    }),
  );
});

test('an outage lasts while anything that failed still waits, whatever else succeeds meanwhile', async () => {
  const { logged, outages, options } = service();
  const writable = Promise.withResolvers<void>();
  const readOnly = connectionLoss('DATABASE_READ_ONLY');
  let refused = false;
  const writing = retryConnection(
    async () => {
      if (refused) return writable.promise;
      refused = true;
      throw new ConditionError('DATABASE_READ_ONLY');
    },
    { ...options, isConnectionLoss: readOnly },
  );
  await new Promise((resolve) => setImmediate(resolve));
  await retryConnection(async () => 'read', options);
  assert.deepEqual(
    outages.list().map(({ code }) => code),
    ['B102'],
  );
  writable.resolve();
  await writing;
  assert.deepEqual(
    logged.map(({ event }) => event),
    ['connection_lost', 'connection_back'],
  );
});

test('an outage that nobody waits for any more is ended by whoever succeeds next', async () => {
  const { controller, outages, options } = service();
  const abandoned = retryConnection(failing(Infinity), { ...options, onOutage: () => controller.abort() });
  await assert.rejects(abandoned);
  assert.equal(outages.list().length, 1);
  await retryConnection(failing(0), { ...options, signal: new AbortController().signal });
  assert.deepEqual(outages.list(), []);
});

test('an outage of what nobody wants any more ends, and is not told to be back', () => {
  const { logged, outages } = service();
  outages.abandoned('alert receiver');
  outages.failed('alert receiver', away(), { operation: {}, begunMs: 0 });
  outages.abandoned('alert receiver');
  assert.deepEqual(outages.list(), []);
  assert.deepEqual(
    logged.map(({ event, connection }) => [event, connection]),
    [
      ['connection_lost', 'alert receiver'],
      ['connection_abandoned', 'alert receiver'],
    ],
  );
});

test('an attempt that was under way when the connection came back, and fails then, is tried again and not told', async () => {
  const { logged, outages, options } = service();
  const halfOpen = Promise.withResolvers<never>();
  let attempts = 0;
  const hanging = retryConnection(async () => (attempts++ === 0 ? halfOpen.promise : 'done'), options);
  await retryConnection(failing(1), options);
  halfOpen.reject(away());
  assert.equal(await hanging, 'done');
  assert.deepEqual(
    logged.map(({ event }) => event),
    ['connection_lost', 'connection_back'],
  );
  assert.deepEqual(outages.list(), []);
});

test('an attempt that hangs is left to itself some time after the signal', async () => {
  const { slept, controller, options } = service();
  const reason = new ConditionError('SERVICE_STOPPING');
  const hanging = retryConnection(() => new Promise<never>(() => undefined), { ...options, abandonAfterMs: 2000 });
  controller.abort(reason);
  await assert.rejects(hanging, (error) => error === reason);
  assert.deepEqual(slept, [2000]);
});

test('who had failed and succeeds wakes those that still wait; success of one that never failed does not', async () => {
  const { outages, options, controller } = service();
  const pauses: PromiseWithResolvers<void>[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep: async (_durationMs, signal) => {
      const pause = Promise.withResolvers<void>();
      pauses.push(pause);
      signal.addEventListener('abort', () => pause.reject(signal.reason), { once: true });
      signal.throwIfAborted();
      await pause.promise;
    },
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  let attempts = 0;
  const stubborn = retryConnection(
    async () => {
      attempts += 1;
      if (attempts < 3) throw away();
    },
    { ...options, clock },
  );
  const other = retryConnection(failing(1), { ...options, clock });
  await turn();
  await retryConnection(failing(0), { ...options, clock });
  await turn();
  assert.equal(attempts, 1);
  pauses[1]?.resolve();
  await other;
  await turn();
  assert.deepEqual([attempts, pauses.length], [2, 3], 'woken once, and waiting again');
  pauses[2]?.resolve();
  await stubborn;
  assert.deepEqual(outages.list(), []);
  assert.equal(controller.signal.aborted, false);
});

test('what needs a person is passed on by a connection that was never reached, and waited for by one that was', async () => {
  const { logged, options } = service();
  const refused = () => new ConditionError('DATABASE_LOGIN_REFUSED');
  const both = { ...options, isConnectionLoss: connectionLoss('DATABASE_UNREACHABLE', 'DATABASE_LOGIN_REFUSED') };
  await assert.rejects(retryConnection(failing(1, refused), both), (error) =>
    isCondition(error, 'DATABASE_LOGIN_REFUSED'),
  );
  assert.deepEqual(logged, []);
  await retryConnection(failing(0), both);
  assert.equal(await retryConnection(failing(2, refused), both), 3);
  assert.deepEqual(
    logged.map(({ event, code }) => [event, code]),
    [
      ['connection_lost', 'B301'],
      ['connection_back', undefined],
    ],
  );
});

test('what is waited for besides is waited for from the first, whether or not it passes by itself', async () => {
  const { logged, options } = service();
  const refused = () => new ConditionError('DATABASE_ERROR');
  const waiting = { ...options, isWaitedFor: connectionLoss('DATABASE_ERROR') };
  assert.equal(await retryConnection(failing(2, refused), waiting), 3);
  assert.deepEqual(
    logged.map(({ event, code }) => [event, code]),
    [
      ['connection_lost', 'B402'],
      ['connection_back', undefined],
    ],
  );
});
