import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { adler32Module, adler32ModulePath } from '../../assembly/build.ts';
import { adler32Kernel, adler32OfNothing, combineAdler32 } from './adler32.ts';
import { allocateWindow } from '../window/window-memory.ts';

const memory = allocateWindow(2, 256 * 1024).data;
const kernel = adler32Kernel(memory);

function adler32(bytes: Uint8Array, offset = 0): number {
  new Uint8Array(memory.buffer, offset, bytes.length).set(bytes);
  return kernel(adler32OfNothing, offset, bytes.length);
}

/** The definition, byte by byte. */
function adler32ByDefinition(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

test('known values', () => {
  assert.equal(adler32(Buffer.alloc(0)), 1);
  assert.equal(adler32(Buffer.from('1')), 0x0032_0032);
  assert.equal(adler32(Buffer.from('The quick brown fox ')), 0x4c62_0734);
  assert.equal(combineAdler32(0x4c62_0734, 0x69d6_08a7, 'jumps over the lazy dog'.length), 0x5bdc_0fda);
});

test('the largest sums stay within 32 bits', () => {
  const bytes = new Uint8Array(8 * 65536).fill(0xff);
  assert.equal(adler32(bytes), adler32ByDefinition(bytes));
});

test('any bytes at any offset, in any number of parts, have the checksum of the definition', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 8000 }), { maxLength: 5 });
  fc.assert(
    fc.property(parts, fc.nat(100), (pieces, offset) => {
      const whole = Buffer.concat(pieces);
      const expected = adler32ByDefinition(whole);
      assert.equal(adler32(whole, offset), expected);
      let position = offset;
      let running = adler32OfNothing;
      let combined = adler32OfNothing;
      for (const piece of pieces) {
        running = kernel(running, position, piece.length);
        combined = combineAdler32(combined, adler32ByDefinition(piece), piece.length);
        position += piece.length;
      }
      assert.equal(running, expected);
      assert.equal(combined, expected);
    }),
    { numRuns: 50 },
  );
});

test('the committed kernel is what its source compiles to', async () => {
  assert.equal(readFileSync(adler32ModulePath, 'utf8'), await adler32Module());
});
