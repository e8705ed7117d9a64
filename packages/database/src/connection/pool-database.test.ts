import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type pg from 'pg';
import { PoolDatabase } from './pool-database.ts';

/** A client of a pool, whose server can speak when nobody asked it: what a real one does in a moment that nobody can choose. */
function client() {
  const emitter = new EventEmitter();
  const query = () => Promise.resolve({ rows: [], rowCount: 0, command: 'SELECT' });
  const released: boolean[] = [];
  const member = Object.assign(emitter, { query, release: (destroy: boolean) => void released.push(destroy) });
  return { emitter, released, pool: { connect: () => Promise.resolve(member) } as unknown as pg.Pool };
}

test('a server that ends a connection which was just given up ends nothing else', async () => {
  const { emitter, released, pool } = client();
  await new PoolDatabase(pool).session(async () => undefined);
  assert.deepEqual(released, [true]);
  assert.doesNotThrow(() => emitter.emit('error', new Error('terminating connection due to administrator command')));
});

test('a connection that goes back to its pool is left to the pool', async () => {
  const { emitter, released, pool } = client();
  await new PoolDatabase(pool).query({ text: 'SELECT 1', values: [] });
  assert.deepEqual(released, [false]);
  assert.equal(emitter.listenerCount('error'), 0);
});
