import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SerialQueue } from './serial-queue.ts';

test('operations are carried out one after the other, in their order', async () => {
  const order: string[] = [];
  const queue = new SerialQueue(assert.ifError);
  const gate = Promise.withResolvers<void>();
  queue.add(async () => {
    await gate.promise;
    order.push('first');
  });
  queue.add(async () => {
    order.push('second');
  });
  assert.equal(queue.length, 2);
  gate.resolve();
  await queue.drained();
  assert.deepEqual(order, ['first', 'second']);
  assert.equal(queue.length, 0);
});

test('a failure is told and does not hold up what comes behind it', async () => {
  const failures: unknown[] = [];
  const queue = new SerialQueue((error) => failures.push(error));
  const failure = new Error('no');
  queue.add(() => Promise.reject(failure));
  let done = false;
  queue.add(async () => {
    done = true;
  });
  await queue.drained();
  assert.deepEqual([failures, done], [[failure], true]);
});
