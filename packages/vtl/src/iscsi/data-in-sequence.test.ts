import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { divideDataIn } from './data-in-sequence.ts';

test('no part is longer than the initiator takes, no sequence longer than a burst, and nothing is missing', () => {
  const length = fc.integer({ min: 512, max: 4096 });
  fc.assert(
    fc.property(fc.nat(20_000), length, length, (lengthBytes, segment, burst) => {
      const parts = divideDataIn(lengthBytes, { peerMaxRecvDataSegmentLength: segment, MaxBurstLength: burst });
      let [at, burstStart] = [0, 0];
      for (const [index, part] of parts.entries()) {
        assert.equal(part.dataSn, index);
        assert.equal(part.from, at);
        assert.ok(part.to > part.from && part.to - part.from <= segment);
        assert.ok(part.to - burstStart <= burst);
        if (part.final) burstStart = part.to;
        at = part.to;
      }
      assert.equal(at, lengthBytes);
      assert.ok(parts.length === 0 || parts.at(-1)?.final);
    }),
  );
});
