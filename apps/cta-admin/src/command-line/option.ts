import { InvalidArgumentError } from 'commander';

/**
 * An option of a command, spelled as in CTA: `-n, --name <name>`, or with two long names `--vo, --virtualorganisation
 * <vo>`. `Value` is what its command gets, undefined included where it may be left out.
 */
export interface Option<Value> {
  readonly flags: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** Not there for a flag: its presence is its value. */
  readonly parse?: (text: string) => Value;
}

export type Options = Readonly<Record<string, Option<unknown>>>;

/** What a command gets of its options. */
export type ValuesOf<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer Value> ? Value : never };

/** Makes an option one that must be given. */
export function required<Value>(option: Option<Value>): Option<Exclude<Value, undefined>> {
  return { ...option, isRequired: true } as Option<Exclude<Value, undefined>>;
}

export function text(flags: string, description: string): Option<string | undefined> {
  return { flags, description, isRequired: false, parse: (given) => given };
}

/** A flag without value. */
export function flag(flags: string, description: string): Option<boolean> {
  return { flags, description, isRequired: false };
}

/** `true` or `false`, and nothing else. */
export function bool(flags: string, description: string): Option<boolean | undefined> {
  return { flags, description, isRequired: false, parse: parseBool };
}

/** A decimal number from 0 up to 2^53 - 1. */
export function uint(flags: string, description: string): Option<number | undefined> {
  return { flags, description, isRequired: false, parse: parseUint };
}

/** A decimal number of 64 bits. */
export function bigUint(flags: string, description: string): Option<bigint | undefined> {
  return { flags, description, isRequired: false, parse: parseBigUint };
}

/** One of some words, in any case of letters; the command gets it as it is listed. */
export function oneOf<const Word extends string>(
  flags: string,
  description: string,
  words: readonly Word[],
): Option<Word | undefined> {
  const parse = (given: string): Word => {
    const word = words.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
    if (word === undefined) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
    return word;
  };
  return { flags, description, isRequired: false, parse };
}

function parseBool(given: string): boolean {
  if (given !== 'true' && given !== 'false') throw new InvalidArgumentError('It must be true or false.');
  return given === 'true';
}

function parseUint(given: string): number {
  const value = Number(given);
  if (!/^\d+$/.test(given) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('It must be a decimal number, not negative.');
  }
  return value;
}

function parseBigUint(given: string): bigint {
  if (!/^\d{1,19}$/.test(given)) throw new InvalidArgumentError('It must be a decimal number, not negative.');
  return BigInt(given);
}

/** Leaves out what was not given, for functions whose options may be absent but not undefined. */
export function given<T extends object>(
  values: T,
): { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
