import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planTapes, slots } from './tape-plan.ts';

const survey = fc
  .record({ files: fc.integer({ min: 1, max: 1e6 }), largestBytes: fc.integer({ min: 1, max: 1e11 }) })
  .chain(({ files, largestBytes }) =>
    fc.record({
      folder: fc.constant('/tree'),
      files: fc.constant(files),
      largestBytes: fc.constant(largestBytes),
      bytes: fc.integer({ min: largestBytes + files - 1, max: largestBytes * files }),
    }),
  );

test('every tape has a slot, and the tapes of each pool hold the tree even if each loses the largest file at its end', () => {
  fc.assert(
    fc.property(survey, (tree) => {
      const { pools, capacityBytes } = planTapes(tree);
      assert.equal(new Set(pools.flatMap(({ vids }) => vids)).size, slots);
      for (const { vids } of pools) {
        assert.ok(capacityBytes > tree.largestBytes);
        // A tape is left at the first file that does not fit: what two tapes take together is more than one holds.
        assert.ok(Math.floor(vids.length / 2) * capacityBytes > tree.bytes);
      }
    }),
  );
});

test('a tree without one file that outweighs all others needs more than one tape a copy', () => {
  const tree = { folder: '/tree', files: 9_500, bytes: 560e6, largestBytes: 100e6 };
  assert.ok(planTapes(tree).capacityBytes < tree.bytes);
});
