import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName, conditions } from '@cta/conditions';
import { createLogger, exitStatusOf, needsPersonToStart, Outages, runtimeEvents } from '@cta/runtime';
import type { Connection } from '@cta/session';
import { connectionsOf } from './connections.ts';

const names = Object.keys(conditions) as ConditionName[];
const sides = { Catalogue: 'database', SchedulerDB: 'database', library: 'library' } as const;

type Way = keyof ReturnType<typeof connectionsOf>;

/** Whether an error over a connection is waited for: told as its loss, and asked again. */
async function isWaitedFor(way: Way, connection: Connection, name: ConditionName, isStarting = false) {
  const logger = createLogger({ events: runtimeEvents, program: 'test', destination: { write: () => {} } });
  const outages = new Outages({ logger });
  const stop = new AbortController();
  const error = new ConditionError(name);
  const fail = (): Promise<never> => {
    setImmediate(() => stop.abort());
    return Promise.reject(error);
  };
  const ways = connectionsOf({ outages, isStarting: () => isStarting });
  const end: unknown = await ways[way](connection, fail, stop.signal).catch((reason: unknown) => reason);
  return end !== error;
}

test('what a library says while it is not ready is a lost connection; what it has done wrong is not', async () => {
  const waits = (name: ConditionName) => isWaitedFor('patiently', 'library', name);
  for (const name of ['LIBRARY_NO_ANSWER', 'LIBRARY_BECOMING_READY', 'LIBRARY_STATE_CHANGED'] as const) {
    assert.equal(await waits(name), true, name);
  }
  for (const name of ['LIBRARY_SLOTS_FULL', 'CARTRIDGE_NOT_MOVED', 'LIBRARY_HARDWARE_ERROR'] as const) {
    assert.equal(await waits(name), false, name);
  }
});

test('who insists waits for all that the other side is to blame for, and for nothing else', async () => {
  for (const [connection, suspect] of Object.entries(sides) as [keyof typeof sides, string][]) {
    for (const name of names) {
      assert.equal(
        await isWaitedFor('insistently', connection, name),
        conditions[name].suspect === suspect,
        `${connection} ${name}`,
      );
    }
  }
});

test('while it starts, a database error ends the service only with an exit status of its own', async () => {
  for (const name of names.filter((candidate) => conditions[candidate].suspect === 'database')) {
    const error = new ConditionError(name);
    const waits = await isWaitedFor('insistently', 'Catalogue', name, true);
    assert.equal(waits, !needsPersonToStart(error), name);
    if (!waits) assert.notEqual(exitStatusOf(error), 1, name);
  }
});
