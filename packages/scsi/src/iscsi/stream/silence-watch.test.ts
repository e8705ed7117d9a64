import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SilenceWatch } from './silence-watch.ts';

// The watch's timers keep no process alive; these tests do.
function keepingAlive<T>(promise: Promise<T>): Promise<T> {
  const keeper = setInterval(() => {}, 1000);
  return promise.finally(() => clearInterval(keeper));
}

test('a silent connection is asked once, then counts as dead', async () => {
  let asked = 0;
  const startMs = performance.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  const ask = (): void => {
    asked += 1;
  };
  new SilenceWatch({ silenceMs: 5, answerMs: 10, lastReceivedAtMs: () => startMs, ask, dead: resolve });
  await keepingAlive(promise);
  assert.equal(asked, 1);
  assert.ok(performance.now() - startMs >= 14);
});

test('a connection that answers is asked again and again and lives', async () => {
  let lastReceivedAtMs = performance.now();
  let asked = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const ask = (): void => {
    asked += 1;
    lastReceivedAtMs = performance.now();
    if (asked === 3) resolve();
  };
  const dead = (): void => reject(new Error('taken for dead'));
  const watch = new SilenceWatch({ silenceMs: 2, answerMs: 1000, lastReceivedAtMs: () => lastReceivedAtMs, ask, dead });
  await keepingAlive(promise);
  watch.stop();
});
