import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { connectionLoss, createLogger, Outages, retryConnection, runtimeEvents } from '@cta/runtime';
import type { Patiently } from './drive-parts.ts';
import { tryAtLeastOnce } from './last-try.ts';

const unwanted = new DOMException('told to hurry', 'AbortError');
const away = new ConditionError('DATABASE_UNREACHABLE');
const logger = createLogger({ events: runtimeEvents, program: 'test', destination: { write: () => {} } });

/** As a drive service has it. */
const patiently: Patiently = (connection, operation, signal) =>
  retryConnection(operation, {
    connection,
    isConnectionLoss: connectionLoss('DATABASE_UNREACHABLE'),
    outages: new Outages({ logger }),
    signal,
    abandonAfterMs: 1,
  });

/** Asks for something after the signal was aborted. */
function late<T>(operation: () => Promise<T>): Promise<T> {
  return tryAtLeastOnce({ patiently }, 'SchedulerDB', operation, AbortSignal.abort(unwanted));
}

test('what was given up before is done all the same, where it can be', async () => {
  assert.equal(await late(() => Promise.resolve('done')), 'done');
});

test('where it cannot it is tried once, and given up for the reason that there was', async () => {
  let attempts = 0;
  const attempt = late(() => {
    attempts += 1;
    return Promise.reject(away);
  });
  await assert.rejects(attempt, (error) => error === unwanted);
  assert.equal(attempts, 1);
});

test('what does not answer is not waited for', async () => {
  await assert.rejects(
    late(() => new Promise(() => {})),
    (error) => error === unwanted,
  );
});

test('what went wrong otherwise is told', async () => {
  const wrong = new ConditionError('UNFORESEEN_ERROR');
  await assert.rejects(
    late(() => Promise.reject(wrong)),
    (error) => error === wrong,
  );
});
