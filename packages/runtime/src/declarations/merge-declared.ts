import { ConditionError } from '@cta/conditions';

type Table = Readonly<Record<string, unknown>>;

/** What has every key of several tables. */
export type Merged<T extends readonly Table[]> = T extends readonly [
  infer First extends Table,
  ...infer Rest extends readonly Table[],
]
  ? First & Merged<Rest>
  : unknown;

/**
 * One table of what several packages declare.
 *
 * @throws UNFORESEEN_ERROR where two tables declare the same name: monitors could not tell the two apart.
 */
export function mergeDeclared<const T extends readonly Table[]>(what: string, tables: T): Merged<T> {
  const merged: Record<string, unknown> = {};
  for (const [name, declared] of tables.flatMap((table) => Object.entries(table))) {
    if (Object.hasOwn(merged, name)) {
      throw new ConditionError('UNFORESEEN_ERROR', { message: `${what} ${name} is declared twice` });
    }
    merged[name] = declared;
  }
  return Object.freeze(merged) as Merged<T>;
}
