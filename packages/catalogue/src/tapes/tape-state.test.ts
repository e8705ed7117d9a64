import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { Vid } from '../identifiers.ts';
import { listTapes } from './list-tapes.ts';
import type { SettableTapeState, TapeState } from './tape.ts';
import { changeTapeState, disableTape, tapeStateChange } from './tape-state.ts';

const { db } = await testDatabase(exampleCatalogueTemplate);
const [vid] = example.vids;
const { author } = example;

const settable = ['ACTIVE', 'DISABLED', 'REPACKING', 'REPACKING_DISABLED', 'BROKEN', 'EXPORTED'] as const;

/** Columns as `settable`: d direct, q after the retrieve queue was drained, - refused. */
const rules: Readonly<Record<TapeState, string>> = {
  ACTIVE: 'dd q - q q',
  DISABLED: 'dd q - q q',
  REPACKING: 'dd d d d d',
  REPACKING_DISABLED: '-- d d d d',
  BROKEN: 'dd q - q q',
  EXPORTED: 'dd q - q q',
  REPACKING_PENDING: '-- q - - -',
  BROKEN_PENDING: '-- - - q -',
  EXPORTED_PENDING: '-- - - - q',
};

for (const [from, row] of Object.entries(rules)) {
  test(`Changes from ${from}`, () => {
    const ways = settable.filter((to) => to !== from).map((to) => [to, letterOf(from as TapeState, to)] as const);
    const expected = row
      .replaceAll(' ', '')
      .split('')
      .map((letter, index) => [settable[index], letter] as const);
    assert.deepEqual(
      ways,
      expected.filter(([to]) => to !== from),
    );
  });
}

function letterOf(from: TapeState, to: SettableTapeState): string {
  const way = tapeStateChange(from, to);
  return typeof way === 'object' ? '-' : way === 'direct' ? 'd' : 'q';
}

async function stateNow() {
  const [tape] = await listTapes(db, { vids: [vid] });
  return [tape?.state, tape?.stateReason, tape?.stateModifiedBy];
}

const undrained = (): Promise<void> => Promise.reject(new Error('not to be drained'));

async function reset(state: TapeState): Promise<void> {
  await db.execute(sql`UPDATE TAPE SET TAPE_STATE = ${state}, STATE_REASON = NULL WHERE VID = ${vid}`);
}

test('A direct change keeps who and why', async () => {
  await reset('ACTIVE');
  await changeTapeState(db, vid, { state: 'DISABLED', reason: 'dust' }, author, undrained);
  assert.deepEqual(await stateNow(), ['DISABLED', 'dust', 'operator@console']);
  await changeTapeState(db, vid, { state: 'DISABLED', reason: 'much dust' }, author, undrained);
  assert.deepEqual(await stateNow(), ['DISABLED', 'much dust', 'operator@console']);
  await changeTapeState(db, vid, { state: 'ACTIVE', reason: null }, author, undrained);
  assert.deepEqual(await stateNow(), ['ACTIVE', null, 'operator@console']);
});

test('On the way to BROKEN the retrieve queue is drained while the tape is BROKEN_PENDING', async () => {
  await reset('ACTIVE');
  let meanwhile: unknown;
  await changeTapeState(db, vid, { state: 'BROKEN', reason: 'torn' }, author, async () => {
    [meanwhile] = await stateNow();
  });
  assert.equal(meanwhile, 'BROKEN_PENDING');
  assert.deepEqual(await stateNow(), ['BROKEN', 'torn', 'operator@console']);
});

test('A drain that failed is done again by the same change', async () => {
  await reset('ACTIVE');
  const broken = { state: 'BROKEN', reason: 'torn' } as const;
  await assert.rejects(changeTapeState(db, vid, broken, author, undrained), /not to be drained/);
  assert.equal((await stateNow())[0], 'BROKEN_PENDING');
  await changeTapeState(db, vid, broken, author, () => Promise.resolve());
  assert.equal((await stateNow())[0], 'BROKEN');
});

test('What the rules or somebody at the same time forbid is STATE_CHANGE_REFUSED', async () => {
  await reset('ACTIVE');
  const change = { state: 'REPACKING_DISABLED', reason: 'x' } as const;
  const refused = (error: unknown) => isCondition(error, 'STATE_CHANGE_REFUSED');
  await assert.rejects(changeTapeState(db, vid, change, author, undrained), refused);
  const interrupted = changeTapeState(db, vid, { state: 'EXPORTED', reason: 'x' }, author, () => reset('DISABLED'));
  await assert.rejects(interrupted, refused);
});

test('A state other than ACTIVE needs a reason; an unknown tape is NO_SUCH_ENTITY', async () => {
  const unexplained = changeTapeState(db, vid, { state: 'DISABLED', reason: ' ' }, author, undrained);
  await assert.rejects(unexplained, (error) => isCondition(error, 'VALUE_INVALID'));
  const unknown = changeTapeState(db, Vid('V99999'), { state: 'ACTIVE', reason: null }, author, undrained);
  await assert.rejects(unknown, (error) => isCondition(error, 'NO_SUCH_ENTITY'));
});

test('A service disables an ACTIVE or REPACKING tape, and leaves any other with its reason', async () => {
  const fault = { code: 'M101', reason: 'unreadable', actor: 'cta-taped@tapeserver' } as const;
  await reset('ACTIVE');
  assert.equal(await disableTape(db, vid, fault), 'disabled');
  assert.deepEqual(await stateNow(), ['DISABLED', 'unreadable', 'cta-taped@tapeserver']);
  assert.equal(await disableTape(db, vid, { ...fault, reason: 'later' }), 'unchanged');
  assert.equal((await stateNow())[1], 'unreadable');
  await reset('REPACKING');
  assert.equal(await disableTape(db, vid, fault), 'disabled');
  assert.equal((await stateNow())[0], 'REPACKING_DISABLED');
});
