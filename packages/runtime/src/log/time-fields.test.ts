import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeFields, timeOfDay } from './time-fields.ts';

test('times are those of the zone, with its offset', (t) => {
  const zone = process.env['TZ'];
  t.after(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  const table = [
    ['Europe/Zurich', '2025-07-01T02:03:04+0200'],
    ['UTC', '2025-07-01T00:03:04+0000'],
    ['America/St_Johns', '2025-06-30T21:33:04-0230'],
  ] as const;
  for (const [name, expected] of table) {
    process.env['TZ'] = name;
    assert.equal(timeFields(1_751_328_184_007.9).localTime, expected);
  }
});

test('the epoch time has nine exact decimals', () => {
  assert.equal(timeFields(1_751_328_184_007.9).epochTime, '1751328184.007000000');
});

test('the time of day has milliseconds', () => {
  assert.match(timeOfDay(1_751_328_184_007), /^\d\d:\d\d:04\.007$/);
});
