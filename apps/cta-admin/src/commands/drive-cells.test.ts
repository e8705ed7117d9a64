import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { specificReasonCell } from './drive-cells.ts';

test('a reason is shown without the code and title of the condition, so that what is special about it is not cut away', () => {
  const fault = new ConditionError('DRIVE_UNLOAD_FAILED', { message: 'LOAD UNLOAD: 4/53/00 hardware error' });
  assert.equal(specificReasonCell({ reasonCode: fault.code, reason: fault.message }), fault.said);
});

test('a reason that says nothing special, of a code that is not known, or without a code is shown as it is', () => {
  const plain = new ConditionError('DRIVE_UNLOAD_FAILED');
  assert.equal(specificReasonCell({ reasonCode: plain.code, reason: plain.message }), plain.message);
  assert.equal(specificReasonCell({ reasonCode: 'X999', reason: 'X999 News: it' }), 'X999 News: it');
  assert.equal(specificReasonCell({ reasonCode: '', reason: 'belt: new, ticket 7' }), 'belt: new, ticket 7');
});

test('a reason that was stored as a sentence without its code is shown whole', () => {
  assert.equal(specificReasonCell({ reasonCode: 'D001', reason: 'Drive was never set up' }), 'Drive was never set up');
});
