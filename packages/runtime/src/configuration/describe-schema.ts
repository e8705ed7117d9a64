import { z } from 'zod';
import { keyTypes } from './key-type.ts';
import { isReloadable } from './reloadable.ts';
import type { ConfigurationSchema } from './section.ts';
import { unwrapped } from './schema-tree.ts';

/** One key of the configuration reference. */
export interface KeyDescription {
  /** `drive.poll_interval`; `[]` stands for each element of a list, `*` for any name. */
  readonly key: string;
  readonly type: string;
  /** As it would be written in the file; null where a value must be given, undefined where the key may be left out. */
  readonly default: string | null | undefined;
  readonly description: string;
  /** Whether a running service takes over a new value (SIGHUP). */
  readonly reloadable: boolean;
}

/** Every key of a configuration file, in the order of its schema. */
export function describeSchema(schema: ConfigurationSchema): readonly KeyDescription[] {
  return describedKeys(schema, '', false);
}

function describedKeys(schema: z.core.$ZodType, key: string, isTaken: boolean): readonly KeyDescription[] {
  const reloadable = isTaken || isReloadable(schema);
  const type = unwrapped(schema);
  if (type instanceof z.ZodObject) {
    return Object.entries(type.shape).flatMap(([name, below]) =>
      describedKeys(below as z.core.$ZodType, key === '' ? name : `${key}.${name}`, reloadable),
    );
  }
  if (type instanceof z.ZodArray && unwrapped(type.element) instanceof z.ZodObject) {
    return describedKeys(type.element, `${key}[]`, reloadable);
  }
  if (type instanceof z.ZodRecord && unwrapped(type.valueType) instanceof z.ZodObject) {
    return describedKeys(type.valueType, `${key}.*`, reloadable);
  }
  return [
    {
      key,
      type: typeName(type),
      default: defaultOf(schema),
      description: z.globalRegistry.get(schema)?.description ?? '',
      reloadable,
    },
  ];
}

function typeName(schema: z.core.$ZodType): string {
  const ours = keyTypes.get(schema);
  if (ours !== undefined) return ours.name;
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => JSON.stringify(option)).join(' or ');
  if (schema instanceof z.ZodNumber) return numberName(schema);
  if (schema instanceof z.ZodArray) return `list of ${typeName(unwrapped(schema.element))}`;
  if (schema instanceof z.ZodRecord) return `table of ${typeName(unwrapped(schema.valueType))}`;
  return schema._zod.def.type;
}

function numberName({ format, minValue, maxValue }: z.ZodNumber): string {
  const name = format === 'safeint' ? 'whole number' : 'number';
  const bounded = (value: number | null): value is number =>
    value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  if (bounded(minValue) && bounded(maxValue)) return `${name}, ${minValue} to ${maxValue}`;
  if (bounded(minValue)) return `${name}, at least ${minValue}`;
  return bounded(maxValue) ? `${name}, at most ${maxValue}` : name;
}

function defaultOf(schema: z.core.$ZodType): string | null | undefined {
  if (schema instanceof z.ZodPrefault) return JSON.stringify(schema.def.defaultValue);
  if (schema instanceof z.ZodDefault) return JSON.stringify(z.encode(schema.def.innerType, schema.def.defaultValue));
  return schema instanceof z.ZodOptional ? undefined : null;
}
