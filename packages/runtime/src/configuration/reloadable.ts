import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type DeepReadonly, deepFreeze } from './deep-readonly.ts';
import { unwrapped } from './schema-tree.ts';
import type { ConfigurationSchema } from './section.ts';

const marked = new WeakSet<z.core.$ZodType>();

/**
 * A key, or a table with all its keys, that a running service takes over when its file is read again. To be the last thing
 * that is said of the key: `reloadable(duration().prefault('10s').describe('…'))`.
 */
export function reloadable<S extends z.core.$ZodType>(schema: S): S {
  marked.add(schema);
  return schema;
}

export function isReloadable(schema: z.core.$ZodType): boolean {
  return marked.has(schema);
}

/** What a file that was read again comes to. */
export interface Reload<S extends ConfigurationSchema> {
  /** What was in force, with the new values of the keys that can be reloaded. */
  readonly configuration: DeepReadonly<z.output<S>>;
  /** Keys whose new values are in it. */
  readonly taken: readonly string[];
  /** Keys that were changed and keep their values until the next start. */
  readonly pending: readonly string[];
}

/** Takes over what can be taken over, key by key. */
export function reloaded<S extends ConfigurationSchema>(
  schema: S,
  before: DeepReadonly<z.output<S>>,
  after: DeepReadonly<z.output<S>>,
): Reload<S> {
  const changes: Changes = { taken: [], pending: [] };
  const configuration = merged(schema, { before, after, key: '', isTaken: false }, changes);
  return { configuration: deepFreeze(configuration) as DeepReadonly<z.output<S>>, ...changes };
}

interface Changes {
  readonly taken: string[];
  readonly pending: string[];
}

/** A part of the configuration, as it is in force and as the file has it. */
interface Part {
  readonly before: unknown;
  readonly after: unknown;
  readonly key: string;
  readonly isTaken: boolean;
}

function merged(schema: z.core.$ZodType, part: Part, changes: Changes): unknown {
  const { before, after, key } = part;
  const isTaken = part.isTaken || isReloadable(schema);
  const type = unwrapped(schema);
  if (type instanceof z.ZodObject) {
    const below = Object.entries(type.shape as Readonly<Record<string, z.core.$ZodType>>);
    const values = below.map(([name, keySchema]) => {
      const inner = { before: valueOf(before, name), after: valueOf(after, name), key: dotted(key, name), isTaken };
      return [name, merged(keySchema, inner, changes)] as const;
    });
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }
  if (isDeepStrictEqual(before, after)) return before;
  changes[isTaken ? 'taken' : 'pending'].push(key);
  return isTaken ? after : before;
}

function valueOf(table: unknown, name: string): unknown {
  return (table as Readonly<Record<string, unknown>>)[name];
}

function dotted(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`;
}
