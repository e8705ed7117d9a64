import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { duration } from './duration.ts';
import { nearestName } from './nearest-name.ts';
import { size } from './size.ts';

test('durations are read in milliseconds', () => {
  const table = {
    '500ms': 500,
    '30s': 30_000,
    '15min': 900_000,
    '2h': 7_200_000,
    '1d': 86_400_000,
    '1.5 s': 1500,
    '0s': 0,
  };
  for (const [text, valueMs] of Object.entries(table)) assert.equal(duration().parse(text), valueMs);
});

test('sizes are read in bytes, decimal and binary units apart', () => {
  const table = { '0B': 0, '256KiB': 262_144, '80GB': 80e9, '1.1TB': 1.1e12, '5kB': 5000, '2 MiB': 2_097_152 };
  for (const [text, valueBytes] of Object.entries(table)) assert.equal(size().parse(text), valueBytes);
});

test('what has no unit, an unknown one or no whole value is refused', () => {
  for (const text of ['', '10', 's', '-1s', '1m', '1 min 3 s', '1e3s', '0.5ms']) {
    assert.equal(duration().safeParse(text).success, false, text);
  }
  for (const text of ['10', '1KB', '1gb', '0.3B', '9999999TB'])
    assert.equal(size().safeParse(text).success, false, text);
});

test('every duration and size is printed as a text that reads back as itself', () => {
  for (const type of [duration(), size()]) {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        assert.equal(type.parse(z.encode(type, value)), value);
      }),
    );
  }
  assert.equal(z.encode(duration(), 900_000), '15min');
  assert.equal(z.encode(size(), 80e9), '80GB');
});

test('the nearest name is suggested only where one is near', () => {
  const known = ['poll_interval', 'name', 'logical_library'];
  assert.equal(nearestName('pol_intervall', known), 'poll_interval');
  assert.equal(nearestName('Name', known), 'name');
  assert.equal(nearestName('colour', known), undefined);
  assert.equal(nearestName('x', []), undefined);
});
