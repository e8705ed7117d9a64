import type { z } from 'zod';
import { parseQuantity, printQuantity, quantity } from './key-type.ts';

const unitsMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** A key that holds a duration with its unit, `"15min"`; the program sees whole milliseconds. */
export function duration(): z.ZodCodec<z.ZodString, z.ZodNumber> {
  return quantity(
    { name: 'duration', expected: 'a duration such as "15min", "30s" or "500ms" (units ms, s, min, h, d)' },
    (text) => parseQuantity(text, unitsMs),
    (valueMs) => printQuantity(valueMs, unitsMs),
  );
}
