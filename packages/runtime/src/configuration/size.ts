import type { z } from 'zod';
import { parseQuantity, printQuantity, quantity } from './key-type.ts';

const unitsBytes = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);

/** A key that holds a size with its unit, `"256KiB"` or `"80GB"`; the program sees bytes. */
export function size(): z.ZodCodec<z.ZodString, z.ZodNumber> {
  return quantity(
    { name: 'size', expected: 'a size such as "256KiB" or "80GB" (units B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)' },
    (text) => parseQuantity(text, unitsBytes),
    (valueBytes) => printQuantity(valueBytes, unitsBytes),
  );
}
