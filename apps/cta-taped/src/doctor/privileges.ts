import { type Queryable, sql } from '@cta/database';

type TablePrivilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
type Privilege = TablePrivilege | 'USAGE';

/** What a program does to tables: to all of a schema, and to some of them besides. */
export interface NeededPrivileges {
  readonly every: readonly TablePrivilege[];
  readonly tables: Readonly<Record<string, readonly TablePrivilege[]>>;
  /** Whether it takes numbers from the sequences of the schema. */
  readonly sequences: boolean;
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
    library_fault: ['INSERT', 'DELETE'],
    service_instance: ['INSERT', 'UPDATE'],
    tape: ['UPDATE'],
    tape_file: ['INSERT'],
  },
  sequences: false,
};

/** All that is in the SchedulerDB is its programs' to change, but the history of its schema. */
export const schedulerPrivileges: NeededPrivileges = {
  every: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  tables: {},
  sequences: true,
};

const history = 'schema_migration';

interface Relation {
  readonly name: string;
  readonly isSequence: boolean;
  /** What the role may do to it. */
  readonly held: readonly Privilege[];
}

/** @returns what the role lacks: `UPDATE on TAPE` */
export async function missingPrivileges(
  q: Queryable,
  schema: string,
  needs: NeededPrivileges,
): Promise<readonly string[]> {
  const relations = await q.query<Relation>(sql`
    SELECT c.relname::text AS name, c.relkind = 'S' AS "isSequence",
           CASE WHEN c.relkind = 'S'
                THEN ARRAY(SELECT p FROM unnest(ARRAY['USAGE']) AS p WHERE has_sequence_privilege(c.oid, p))
                ELSE ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
                            WHERE has_table_privilege(c.oid, p))
           END AS held
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ${schema} AND c.relkind IN ('r', 'p', 'S') ORDER BY 1`);
  return relations.flatMap((relation) => {
    const missing = neededOf(relation, needs).filter((privilege) => !relation.held.includes(privilege));
    return missing.length === 0 ? [] : [`${missing.join(', ')} on ${relation.name.toUpperCase()}`];
  });
}

function neededOf({ name, isSequence }: Relation, needs: NeededPrivileges): readonly Privilege[] {
  if (isSequence) return needs.sequences ? ['USAGE'] : [];
  return name === history ? ['SELECT'] : [...needs.every, ...(needs.tables[name] ?? [])];
}
