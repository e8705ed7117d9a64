import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ConditionError, isCondition } from '@cta/conditions';
import { createLogger } from '../log/create-logger.ts';
import { runtimeEvents } from '../runtime-events.ts';
import { exitStatusOf } from './exit-status.ts';
import { Shutdown } from './shutdown.ts';

function listening() {
  const events: unknown[] = [];
  const write = (line: string) => void events.push((JSON.parse(line) as { event: string }).event);
  const logger = createLogger({ events: runtimeEvents, program: 'cta-test', destination: { write } });
  const source = new EventEmitter();
  return { events, source, shutdown: new Shutdown({ logger, source }) };
}

test('the first signal asks for a good end, the second for a quick one, a third for nothing more', () => {
  const { events, source, shutdown } = listening();
  assert.deepEqual([shutdown.signal.aborted, shutdown.hurry.aborted], [false, false]);
  source.emit('SIGINT', 'SIGINT');
  assert.deepEqual([shutdown.signal.aborted, shutdown.hurry.aborted], [true, false]);
  assert.ok(isCondition(shutdown.signal.reason, 'SERVICE_STOPPING'));
  source.emit('SIGTERM', 'SIGTERM');
  source.emit('SIGTERM', 'SIGTERM');
  assert.deepEqual([shutdown.signal.aborted, shutdown.hurry.aborted], [true, true]);
  assert.deepEqual(events, ['service_stopping', 'service_hurrying']);
});

test('one that is disposed of listens no more', () => {
  const { source, shutdown } = listening();
  shutdown[Symbol.dispose]();
  source.emit('SIGTERM', 'SIGTERM');
  assert.equal(shutdown.signal.aborted, false);
});

test('each condition that a person must put right has its exit status', () => {
  const table = {
    SERVICE_STOPPING: 0,
    DRIVE_NOT_FOUND: 69,
    UNFORESEEN_ERROR: 70,
    DRIVE_SERVICE_RUNNING: 75,
    SCHEMA_VERSION_UNSUPPORTED: 76,
    CONFIGURATION_INVALID: 78,
    NO_SUCH_ENTITY: 1,
  } as const;
  for (const [name, status] of Object.entries(table)) {
    assert.equal(exitStatusOf(new ConditionError(name as keyof typeof table)), status, name);
  }
  assert.equal(exitStatusOf(new TypeError('x')), 70);
});

test('a wait of a library that the stop cancelled is no failure', async () => {
  const { shutdown } = listening();
  shutdown.request('test');
  const error: unknown = await delay(60_000, undefined, { signal: shutdown.signal }).catch((reason: unknown) => reason);
  assert.equal(exitStatusOf(error), 0);
});
