import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { deepFreeze } from './deep-readonly.ts';
import { describeSchema } from './describe-schema.ts';
import { duration } from './duration.ts';
import { reloadable, reloaded } from './reloadable.ts';
import { secretFile } from './secret-file.ts';
import { section } from './section.ts';

const schema = z.strictObject({
  drive: section({
    name: z.string(),
    poll: reloadable(duration().prefault('10s').describe('How often.')),
    token_file: secretFile().optional(),
  }),
  blame: reloadable(section({ drives: z.int().default(2), tapes: section({ most: z.int().default(3) }) })),
  receivers: reloadable(z.record(z.string(), section({ url: z.string() })).default({})),
});

const configured = (document: unknown) => deepFreeze(schema.parse(document));
const before = configured({ drive: { name: 'D1' } });

test('what can be reloaded has its new value, and what cannot keeps that of before', () => {
  const after = configured({ drive: { name: 'D2', poll: '3s' }, blame: { drives: 5, tapes: { most: 4 } } });
  const { configuration, taken, pending } = reloaded(schema, before, after);
  assert.deepEqual(configuration, { ...after, drive: { ...after.drive, name: 'D1' } });
  assert.deepEqual(taken, ['drive.poll', 'blame.drives', 'blame.tapes.most']);
  assert.deepEqual(pending, ['drive.name']);
  assert.ok(Object.isFrozen(configuration.drive));
});

test('a file that says the same in other words changes nothing', () => {
  const again = configured({ drive: { name: 'D1', poll: '10000ms' }, receivers: {} });
  assert.deepEqual(reloaded(schema, before, again), { configuration: before, taken: [], pending: [] });
});

test('a key that comes or goes is a change', () => {
  const withMore = configured({ drive: { name: 'D1', token_file: '/secret' }, receivers: { a: { url: 'u' } } });
  const come = reloaded(schema, before, withMore);
  assert.deepEqual([come.taken, come.pending], [['receivers'], ['drive.token_file']]);
  assert.deepEqual(come.configuration, { ...before, receivers: { a: { url: 'u' } } });
  const gone = reloaded(schema, withMore, before);
  assert.deepEqual([gone.taken, gone.pending], [['receivers'], ['drive.token_file']]);
  assert.deepEqual(gone.configuration, { ...withMore, receivers: {} });
});

test('what was not taken over stays a change until the next start', () => {
  const other = configured({ drive: { name: 'D2' } });
  const once = reloaded(schema, before, other);
  assert.deepEqual(reloaded(schema, once.configuration, other).pending, ['drive.name']);
});

test('the reference tells which keys can be reloaded', () => {
  const keys = describeSchema(schema).filter((key) => key.reloadable);
  assert.deepEqual(
    keys.map(({ key }) => key),
    ['drive.poll', 'blame.drives', 'blame.tapes.most', 'receivers.*.url'],
  );
});
