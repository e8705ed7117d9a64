import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '@cta/runtime';
import { sessionEvents } from '@cta/session';
import { SignsOfLife } from './signs-of-life.ts';

/** Signs of life of a service. @param run what the heartbeat does until it is ended */
function signs(run: (signal: AbortSignal) => Promise<never>) {
  const told: unknown[] = [];
  const heartbeat = {
    run: (signal: AbortSignal) => {
      told.push('beats');
      return run(signal);
    },
    tellStopping: async () => void told.push('stopping'),
  };
  const write = (line: string) => void told.push((JSON.parse(line) as { readonly event: string }).event);
  const logger = createLogger({ events: sessionEvents, program: 'test', destination: { write } });
  return { told, life: new SignsOfLife(heartbeat, logger) };
}

const untilEnded = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('a service that never had the drive to itself tells nothing, not even that it stops', async () => {
  const { told, life } = signs(untilEnded);
  await life.end();
  await life.tellStopping();
  assert.deepEqual(told, []);
});

test('one that had it tells that it lives, once begun, and that it stops', async () => {
  const { told, life } = signs(untilEnded);
  life.begin();
  life.begin();
  await life.end();
  await life.tellStopping();
  assert.deepEqual(told, ['beats', 'stopping']);
});

test('a heartbeat that fails is told and ends nothing', async () => {
  const { told, life } = signs(() => Promise.reject(new Error('refused')));
  life.begin();
  await new Promise((resolve) => setImmediate(resolve));
  await life.end();
  assert.deepEqual(told, ['beats', 'report_failed']);
});
