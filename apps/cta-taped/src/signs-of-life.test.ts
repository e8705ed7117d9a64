import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignsOfLife } from './signs-of-life.ts';

/** Signs of life of a service, and what was told. */
function signs() {
  const told: unknown[] = [];
  const heartbeat = {
    run: (signal: AbortSignal) => {
      told.push('beats');
      return untilEnded(signal);
    },
    tellStopping: async () => void told.push('stopping'),
  };
  return { told, life: new SignsOfLife(heartbeat) };
}

const untilEnded = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('a service that never had the drive to itself tells nothing, not even that it stops', async () => {
  const { told, life } = signs();
  await life.end();
  await life.tellStopping();
  assert.deepEqual(told, []);
});

test('one that had it tells that it lives, once begun, and that it stops', async () => {
  const { told, life } = signs();
  life.begin();
  life.begin();
  await life.end();
  await life.tellStopping();
  assert.deepEqual(told, ['beats', 'stopping']);
});
