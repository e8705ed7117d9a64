import { ConditionError } from '@cta/conditions';
import { type Queryable, sql } from '@cta/database';
import { catalogueSchema } from '../schema.ts';

/**
 * The schema of a database that has a Catalogue in it: CTA leaves to the role which one that is, mostly `public`.
 * @returns the name of a new one where there is none yet
 * @throws SCHEMA_VERSION_UNSUPPORTED where there are several: somebody has to say which
 */
export async function findCatalogueSchema(q: Queryable): Promise<string> {
  const found = await q.query<{ schema: string }>(sql`
    SELECT n.nspname::text AS schema
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = 'cta_catalogue' AND c.relkind = 'r' ORDER BY 1`);
  const [first, ...others] = found.map(({ schema }) => schema);
  if (others.length === 0) return first ?? catalogueSchema;
  throw new ConditionError('SCHEMA_VERSION_UNSUPPORTED', {
    message: `several schemas have a Catalogue: ${[first, ...others].join(', ')}; name the one that is meant`,
    details: { schemas: found.map(({ schema }) => schema) },
  });
}
