import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { adler32OfBlob, checksumBlobOf } from './checksum-blob.ts';

test('The blob seen in production is what we write and read', () => {
  const blob = Buffer.from('0a080801120433 09f498'.replaceAll(' ', ''), 'hex');
  assert.deepEqual(checksumBlobOf(0x98f40933), blob);
  assert.equal(adler32OfBlob(blob), 2566129971);
});

test('Every checksum comes back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (adler32) => {
      assert.equal(adler32OfBlob(checksumBlobOf(adler32)), adler32);
    }),
  );
});

test('The Adler-32 is found among other checksums', () => {
  const md5 = Buffer.concat([Buffer.from([0x0a, 20, 0x08, 4, 0x12, 16]), Buffer.alloc(16, 7)]);
  assert.equal(adler32OfBlob(Buffer.concat([md5, checksumBlobOf(5)])), 5);
});

test('What is not such a blob has no checksum, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const found = adler32OfBlob(bytes);
      assert.ok(found === undefined || bytes.length >= 10);
    }),
  );
});
