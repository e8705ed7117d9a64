import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Vid } from '@cta/catalogue';
import { copyOn } from '../testing/examples.ts';
import { chooseTape } from './choose-tape.ts';

const day = 86_400;
const copies = [copyOn('V00002', 1), copyOn('V00001', 1)];

describe('The tape that a file is retrieved from', () => {
  test('is the one with most bytes queued', () => {
    const queues = new Map([
      [Vid('V00001'), { bytes: 10n, priority: 9 }],
      [Vid('V00002'), { bytes: 11n, priority: 1 }],
    ]);
    assert.equal(chooseTape(copies, queues, 0)?.vid, 'V00002');
  });

  test('is, of those with as many bytes, the one with the highest priority', () => {
    const queues = new Map([
      [Vid('V00001'), { bytes: 10n, priority: 2 }],
      [Vid('V00002'), { bytes: 10n, priority: 1 }],
    ]);
    assert.equal(chooseTape(copies, queues, 0)?.vid, 'V00001');
  });

  test('is, of equals, another one every day', () => {
    const chosen = [0, 1, 2].map((days) => chooseTape(copies, new Map(), days * day + 1)?.vid);
    assert.deepEqual(chosen, ['V00001', 'V00002', 'V00001']);
  });

  test('is ACTIVE if any is, else DISABLED', () => {
    const active = copyOn('V00001', 1);
    const disabled = copyOn('V00002', 1, 2, 'DISABLED');
    const broken = copyOn('V00001', 1, 1, 'BROKEN');
    const queues = new Map([[disabled.vid, { bytes: 10n, priority: 1 }]]);
    assert.equal(chooseTape([active, disabled], queues, 0), active);
    assert.equal(chooseTape([broken, disabled], queues, 0), disabled);
    assert.equal(chooseTape([broken], queues, 0), undefined);
  });
});
