import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MountPace } from './mount-pace.ts';

test('after faults the next mount waits longer and longer, up to a bound; one that ends well forgets them, and so does who sets the drive up', () => {
  const pace = new MountPace(() => 10_000);
  assert.equal(pace.pauseMs, 0);
  const pauses = Array.from({ length: 8 }, () => {
    pace.ended('in-a-fault');
    return pace.pauseMs;
  });
  assert.deepEqual(pauses, [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  pace.ended('well');
  assert.equal(pace.pauseMs, 0);
  pace.ended('in-a-fault');
  pace.forget();
  assert.equal(pace.pauseMs, 0);
});
