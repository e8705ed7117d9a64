import { type Queryable, sql } from '@cta/database';

export type SchemaPartKind = 'column' | 'primary key' | 'unique' | 'foreign key' | 'check' | 'index' | 'sequence';

/** One thing that a schema has. Names of constraints and indexes do not count: they differ from site to site. */
export interface SchemaPart {
  readonly kind: SchemaPartKind;
  /** Table that it is of; a sequence's own name. */
  readonly table: string;
  /** Column, list of columns, or condition: what tells it from others of its kind in the table. */
  readonly key: string;
  /** What else there is to say: a column's type and default, what a foreign key refers to. */
  readonly definition: string;
}

/** What a schema has, as PostgreSQL itself describes it; empty where there is no such schema. */
export async function readSchemaShape(q: Queryable, schema: string): Promise<readonly SchemaPart[]> {
  const parts = await q.query<SchemaPart>(sql`
    WITH schema AS (SELECT oid FROM pg_namespace WHERE nspname = ${schema})
    SELECT 'column' AS kind, c.relname::text AS "table", a.attname::text AS key,
           format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
             || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS definition
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE c.relnamespace = (SELECT oid FROM schema) AND c.relkind IN ('r', 'p')
    UNION ALL
    SELECT CASE WHEN i.indisprimary THEN 'primary key' WHEN i.indisunique THEN 'unique' ELSE 'index' END,
           t.relname, columns.list || coalesce(' where ' || pg_get_expr(i.indpred, i.indrelid), ''),
           CASE WHEN k.condeferrable THEN 'deferrable' ELSE '' END
      FROM pg_index i
      JOIN pg_class t ON t.oid = i.indrelid AND t.relkind IN ('r', 'p')
      CROSS JOIN LATERAL (
        SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n) AS list
          FROM generate_series(1, i.indnkeyatts) AS n
      ) AS columns
      LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
     WHERE t.relnamespace = (SELECT oid FROM schema)
    UNION ALL
    SELECT 'foreign key', t.relname, (
             SELECT string_agg(a.attname, ', ' ORDER BY o)
               FROM unnest(k.conkey) WITH ORDINALITY AS u (n, o)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n
           ), r.relname || CASE WHEN k.confdeltype = 'c' THEN ' on delete cascade' ELSE '' END
      FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
     WHERE t.relnamespace = (SELECT oid FROM schema) AND k.contype = 'f'
    UNION ALL
    SELECT 'check', t.relname, pg_get_constraintdef(k.oid, true), ''
      FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
     WHERE t.relnamespace = (SELECT oid FROM schema) AND k.contype = 'c'
    UNION ALL
    SELECT 'sequence', c.relname, '', format('start %s increment %s', s.seqstart, s.seqincrement)
      FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
     WHERE c.relnamespace = (SELECT oid FROM schema)`);
  return parts.map(withOneSpelling).toSorted((a, b) => (partName(a) < partName(b) ? -1 : 1));
}

/** What tells a part from all others of its schema. */
export function partName({ kind, table, key }: SchemaPart): string {
  return [kind, table, ...(key === '' ? [] : [key])].join(' | ');
}

/** The same rule can be written in several ways: values of a list in any order, numbers as quoted text. */
function withOneSpelling(part: SchemaPart): SchemaPart {
  if (part.kind === 'check') return { ...part, key: part.key.replace(/ARRAY\[([^\]]*)\]/g, sortedList) };
  if (part.kind === 'column')
    return { ...part, definition: part.definition.replace(/ default '(\d+)'::numeric$/, ' default $1') };
  return part;
}

function sortedList(_whole: string, list: string): string {
  return `ARRAY[${list.split(', ').toSorted().join(', ')}]`;
}
