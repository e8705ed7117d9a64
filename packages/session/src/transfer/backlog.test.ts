import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Backlog } from './backlog.ts';

test('a backlog is low when both files and bytes are below the mark', () => {
  const backlog = new Backlog({ files: 3, bytes: 100 });
  assert.equal(backlog.isLow(0), true);
  backlog.add([200, 1, 1, 1]);
  assert.equal(backlog.isLow(0), false);
  assert.equal(backlog.isLow(1), false);
  assert.equal(backlog.isLow(2), true);
  backlog.add([100]);
  assert.equal(backlog.isLow(2), false);
  assert.equal(backlog.isLow(7), true);
});

test('the claim after which a backlog is low is foretold', () => {
  const sizes = fc.array(fc.nat(50), { maxLength: 20 });
  const limit = fc.record({ files: fc.nat(8), bytes: fc.nat(100) });
  fc.assert(
    fc.property(sizes, sizes, limit, (before, added, lowWater) => {
      const backlog = new Backlog(lowWater);
      backlog.add(before);
      backlog.isLow(before.length >> 1);
      backlog.add(added);
      const watched = backlog.lastBeforeLow();
      for (let index = before.length >> 1; index < before.length + added.length; index += 1) {
        assert.equal(
          backlog.isLow(index + 1),
          lowWater.files > 0 && lowWater.bytes > 0 && index >= watched,
          `${index} ${watched}`,
        );
      }
    }),
  );
});
