import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { createLogger } from '@cta/runtime';
import { sessionEvents } from '../session-events.ts';
import { supplyWork } from './work-supply.ts';

/** A transfer that notes what it is told. */
function rig() {
  const told: string[] = [];
  const codes: unknown[] = [];
  const write = (line: string) => void codes.push((JSON.parse(line) as { code: unknown }).code);
  const logger = createLogger({ events: sessionEvents, program: 'test', destination: { write } });
  const transfer = {
    add: (tasks: readonly string[]) => void told.push(`add ${tasks.join(' ')}`),
    finish: () => void told.push('finish'),
  };
  return { told, codes, logger, transfer };
}

test('a transfer has its first work at once, more when it wants it, and is told when there is none', async () => {
  const { told, logger, transfer } = rig();
  const batches = [['c'], []];
  const fetched: Promise<readonly string[]>[] = [];
  const supply = supplyWork({ logger }, new AbortController().signal, () => {
    const batch = Promise.resolve(batches.shift() ?? []);
    fetched.push(batch);
    return batch;
  });
  supply.startFor(transfer, ['a', 'b']);
  supply.wanted();
  await settled(fetched);
  supply.wanted();
  await settled(fetched);
  assert.deepEqual(told, ['add a b', 'add c', 'finish']);
});

test('one fetch runs at a time', async () => {
  const { logger, transfer } = rig();
  const gate = Promise.withResolvers<readonly string[]>();
  let fetches = 0;
  const supply = supplyWork({ logger }, new AbortController().signal, () => {
    fetches += 1;
    return gate.promise;
  });
  supply.startFor(transfer, []);
  supply.wanted();
  supply.wanted();
  assert.equal(fetches, 1);
  gate.resolve([]);
  await settled([gate.promise]);
});

test('where work cannot be fetched the transfer finishes with what it has, and the reason is told', async () => {
  const { told, codes, logger, transfer } = rig();
  const refused = Promise.reject(new ConditionError('MEDIUM_READ_ERROR'));
  const supply = supplyWork<string>({ logger }, new AbortController().signal, () => refused);
  supply.startFor(transfer, ['a']);
  supply.wanted();
  await settled([refused.catch(() => [])]);
  assert.deepEqual(told, ['add a', 'finish']);
  assert.deepEqual(codes, ['M101']);
});

test('what is fetched after the transfer has ended comes to nothing', async () => {
  const { told, codes, logger, transfer } = rig();
  const supply = supplyWork<string>(
    { logger },
    new AbortController().signal,
    (signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  );
  supply.startFor(transfer, ['a']);
  supply.wanted();
  supply.end();
  await settled([]);
  assert.deepEqual([told, codes], [['add a'], []]);
});

/** Lets everything run that waits for these promises. */
async function settled(promises: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all(promises);
  await new Promise((resolve) => setImmediate(resolve));
}
