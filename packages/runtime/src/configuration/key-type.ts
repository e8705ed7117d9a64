import { z } from 'zod';

/** How a key of our own types is told to people. */
export interface KeyType {
  /** In the reference: 'duration'. */
  readonly name: string;
  /** In an error, after 'expected': 'a duration such as "15min"'. */
  readonly expected: string;
}

/** Types of keys that the file writes otherwise than the program sees them; kept through `.prefault()` and the like. */
export const keyTypes = z.registry<KeyType>();

/**
 * A key that the file writes as text with a unit and the program sees as a number.
 *
 * @param parse answers undefined for text that is not one
 * @param print the text that `parse` reads back as the same number
 */
export function quantity(
  type: KeyType,
  parse: (text: string) => number | undefined,
  print: (value: number) => string,
): z.ZodCodec<z.ZodString, z.ZodNumber> {
  const codec = z.codec(z.string(), z.number(), {
    decode(text, context) {
      const value = parse(text);
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', message: type.expected, input: text });
      return z.NEVER;
    },
    encode: print,
  });
  keyTypes.add(codec, type);
  return codec;
}

/** `amount` and `unit` of a text such as "15min"; undefined where it is not of that form or the unit is unknown. */
export function parseQuantity(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(text) ?? [];
  const scale = units.get(unit);
  if (amount === undefined || scale === undefined) return undefined;
  const value = Number(amount) * scale;
  const whole = Math.round(value);
  // 1.1 TB is a whole number of bytes, though not in binary fractions.
  return Number.isSafeInteger(whole) && Math.abs(value - whole) < 1e-3 ? whole : undefined;
}

/** The value in the largest unit that it is a whole number of; `units` must hold one of scale 1. */
export function printQuantity(value: number, units: ReadonlyMap<string, number>): string {
  const whole = [...units].filter(([, scale]) => value % scale === 0);
  const [unit, scale] = whole.reduce((largest, candidate) => (candidate[1] > largest[1] ? candidate : largest));
  return `${value / scale}${unit}`;
}
