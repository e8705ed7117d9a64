import { type Queryable, sql } from '@cta/database';

type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** What a program does to tables: to all of a schema, and to some of them besides. */
export interface NeededPrivileges {
  readonly every: readonly Privilege[];
  readonly tables: Readonly<Record<string, readonly Privilege[]>>;
}

/** What a drive service does to the Catalogue. */
export const cataloguePrivileges: NeededPrivileges = {
  every: ['SELECT'],
  tables: {
    alert: ['INSERT', 'UPDATE'],
    archive_file: ['INSERT'],
    drive_config: ['INSERT', 'UPDATE', 'DELETE'],
    drive_event: ['INSERT'],
    drive_hardware: ['INSERT', 'UPDATE'],
    drive_state: ['INSERT', 'UPDATE'],
    service_instance: ['INSERT', 'UPDATE'],
    tape: ['UPDATE'],
    tape_file: ['INSERT'],
  },
};

/** All that is in the SchedulerDB is its programs' to change, but the history of its schema. */
export const schedulerPrivileges: NeededPrivileges = { every: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], tables: {} };

const history = 'schema_migration';

/** @returns what the role lacks: `UPDATE on TAPE` */
export async function missingPrivileges(
  q: Queryable,
  schema: string,
  { every, tables }: NeededPrivileges,
): Promise<readonly string[]> {
  const rows = await q.query<{ table: string; held: readonly Privilege[] }>(sql`
    SELECT c.relname::text AS "table",
           ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
                  WHERE has_table_privilege(c.oid, p)) AS held
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ${schema} AND c.relkind IN ('r', 'p') ORDER BY 1`);
  return rows.flatMap(({ table, held }) => {
    const needed = table === history ? (['SELECT'] as const) : [...every, ...(tables[table] ?? [])];
    const missing = needed.filter((privilege) => !held.includes(privilege));
    return missing.length === 0 ? [] : [`${missing.join(', ')} on ${table.toUpperCase()}`];
  });
}
