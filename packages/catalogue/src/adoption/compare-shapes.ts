import { partName, type SchemaPart } from './schema-shape.ts';

/**
 * One thing in which a schema is not as expected. `blocks` says that our statements would fail on it or mean something
 * else; other differences cost speed or let in what CTA would refuse, and are told.
 */
export type SchemaDifference =
  | { readonly type: 'missing-table'; readonly table: string; readonly blocks: true }
  | { readonly type: 'missing'; readonly expected: SchemaPart; readonly blocks: boolean }
  | { readonly type: 'different'; readonly expected: SchemaPart; readonly found: SchemaPart; readonly blocks: boolean }
  | { readonly type: 'additional'; readonly found: SchemaPart; readonly blocks: boolean };

/** Kinds of parts without which our statements fail, or something could be in the Catalogue twice. */
const reliedOn: ReadonlySet<SchemaPart['kind']> = new Set(['column', 'primary key', 'unique', 'sequence']);

/** Compares what a schema should have with what it has. Tables that nobody expects are none of our business. */
export function compareShapes(
  expected: readonly SchemaPart[],
  found: readonly SchemaPart[],
): readonly SchemaDifference[] {
  const foundByName = new Map(found.map((part) => [partName(part), part]));
  const expectedNames = new Set(expected.map(partName));
  const foundTables = new Set(found.filter(isOfTable).map(({ table }) => table));
  const expectedTables = new Set(expected.filter(isOfTable).map(({ table }) => table));
  const missingTables = new Set([...expectedTables].filter((table) => !foundTables.has(table)));
  return [
    ...[...missingTables].map((table) => ({ type: 'missing-table', table, blocks: true }) as const),
    ...expected
      .filter((part) => !isOfTable(part) || !missingTables.has(part.table))
      .flatMap((part) => differenceOf(part, foundByName.get(partName(part)))),
    ...found
      .filter((part) => expectedTables.has(part.table) && isOfTable(part) && !expectedNames.has(partName(part)))
      .map((part) => ({ type: 'additional', found: part, blocks: refusesRows(part) }) as const),
  ];
}

function isOfTable({ kind }: SchemaPart): boolean {
  return kind !== 'sequence';
}

function differenceOf(expected: SchemaPart, found: SchemaPart | undefined): readonly SchemaDifference[] {
  if (found === undefined) return [{ type: 'missing', expected, blocks: reliedOn.has(expected.kind) }];
  if (found.definition === expected.definition) return [];
  return [{ type: 'different', expected, found, blocks: isBreaking(expected, found) }];
}

/** A column that may be empty where CTA's may not is the only difference of a column that our statements do not meet. */
function isBreaking(expected: SchemaPart, found: SchemaPart): boolean {
  if (expected.kind === 'sequence') return false;
  if (expected.kind !== 'column') return reliedOn.has(expected.kind);
  return found.definition !== expected.definition.replace(' not null', '');
}

/** A column that we do not know and that wants a value refuses every row that we write. */
function refusesRows({ kind, definition }: SchemaPart): boolean {
  return kind === 'column' && definition.includes(' not null') && !definition.includes(' default ');
}
