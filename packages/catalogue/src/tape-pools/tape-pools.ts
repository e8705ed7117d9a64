import { type Database, type Queryable, sql, type Transaction } from '@cta/database';
import {
  type AuditColumns,
  type AuditLog,
  type Author,
  auditColumns,
  auditLogColumn,
  auditValues,
  changedBy,
  withAuditLog,
} from '../author.ts';
import { idOf } from '../entity-lookup.ts';
import {
  type Attempt,
  attempt,
  creating,
  deleting,
  modifying,
  requireChange,
  requireTexts,
  shortened,
  valueInvalid,
} from '../refusals.ts';

/** A set of tapes that files of the same kind go to. */
export interface TapePool {
  readonly name: string;
  readonly virtualOrganization: string;
  /** How many tapes operators want to be partly filled; for information. */
  readonly partialTapes: number;
  /** null: its tapes are not encrypted. */
  readonly encryptionKeyName: string | null;
  /** Pools that supply this one with tapes. */
  readonly suppliedBy: readonly string[];
  readonly comment: string;
}

/** A pool with the sums over its tapes, as CTA lists it. */
export interface TapePoolListItem extends TapePool, AuditLog {
  readonly supplies: readonly string[];
  readonly tapes: bigint;
  readonly emptyTapes: bigint;
  readonly disabledTapes: bigint;
  readonly fullTapes: bigint;
  readonly writableTapes: bigint;
  readonly capacityBytes: bigint;
  readonly dataBytes: bigint;
  /** Files that were ever written to its tapes since they were labelled. */
  readonly physicalFiles: bigint;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export async function createTapePool(db: Database, pool: TapePool, author: Author): Promise<void> {
  const { name, virtualOrganization, partialTapes, encryptionKeyName, comment } = pool;
  const what = attempt('create', 'tape pool', name);
  requireTexts(what, { name, 'virtual organization': virtualOrganization, comment });
  await db.transaction(async (t) => {
    const voId = await idOf(t, 'virtual organization', virtualOrganization, what);
    const inserted = t.execute(sql`
      INSERT INTO TAPE_POOL (
        TAPE_POOL_ID, TAPE_POOL_NAME, VIRTUAL_ORGANIZATION_ID, NB_PARTIAL_TAPES, IS_ENCRYPTED, ENCRYPTION_KEY_NAME,
        USER_COMMENT, ${auditColumns}
      ) VALUES (
        nextval('TAPE_POOL_ID_SEQ'), ${name}, ${voId}, ${partialTapes}, ${encryptionKeyName === null ? '0' : '1'},
        ${encryptionKeyName}, ${shortened(comment)}, ${auditValues(author)}
      ) ON CONFLICT DO NOTHING`);
    await creating(what, inserted);
    await addSupply(t, pool, what);
  });
}

async function addSupply(
  t: Transaction,
  { name, suppliedBy }: Pick<TapePool, 'name' | 'suppliedBy'>,
  what: Attempt,
): Promise<void> {
  for (const source of new Set(suppliedBy)) {
    if (source === name) throw valueInvalid(what, 'it cannot supply itself');
    const sourceId = await idOf(t, 'tape pool', source, what);
    await t.execute(sql`
      INSERT INTO TAPE_POOL_SUPPLY (SUPPLY_SOURCE_TAPE_POOL_ID, SUPPLY_DESTINATION_TAPE_POOL_ID)
      SELECT ${sourceId}, TAPE_POOL_ID FROM TAPE_POOL WHERE TAPE_POOL_NAME = ${name}`);
  }
}

/** What is given of a pool is changed. */
export type TapePoolChange = Partial<Omit<TapePool, 'name'>>;

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changeTapePool(
  db: Database,
  name: string,
  change: TapePoolChange,
  author: Author,
): Promise<void> {
  const { virtualOrganization, partialTapes, encryptionKeyName, suppliedBy, comment } = change;
  const what = attempt('modify', 'tape pool', name);
  requireChange(what, change);
  requireTexts(what, { 'virtual organization': virtualOrganization, comment });
  await db.transaction(async (t) => {
    const voId =
      virtualOrganization === undefined ? undefined : await idOf(t, 'virtual organization', virtualOrganization, what);
    const columns = {
      virtual_organization_id: voId,
      nb_partial_tapes: partialTapes,
      is_encrypted: encryptionKeyName === undefined ? undefined : encryptionKeyName === null ? '0' : '1',
      encryption_key_name: encryptionKeyName,
      user_comment: comment && shortened(comment),
    };
    await modifying(
      what,
      t.execute(sql`UPDATE TAPE_POOL SET ${changedBy(author, columns)} WHERE TAPE_POOL_NAME = ${name}`),
    );
    if (suppliedBy !== undefined) await replaceSupply(t, { name, suppliedBy }, what);
  });
}

async function replaceSupply(
  t: Transaction,
  pool: Pick<TapePool, 'name' | 'suppliedBy'>,
  what: Attempt,
): Promise<void> {
  await t.execute(sql`
    DELETE FROM TAPE_POOL_SUPPLY
     WHERE SUPPLY_DESTINATION_TAPE_POOL_ID = (SELECT TAPE_POOL_ID FROM TAPE_POOL WHERE TAPE_POOL_NAME = ${pool.name})`);
  await addSupply(t, pool, what);
}

/** @param filter of one name or virtual organisation; all pools without it */
export async function listTapePools(
  q: Queryable,
  filter: { readonly name?: string; readonly virtualOrganization?: string } = {},
): Promise<readonly TapePoolListItem[]> {
  const { name = null, virtualOrganization = null } = filter;
  const rows = await q.query<Omit<TapePoolListItem, keyof AuditLog> & { readonly auditColumns: AuditColumns }>(sql`
    SELECT p.TAPE_POOL_NAME AS "name", v.VIRTUAL_ORGANIZATION_NAME AS "virtualOrganization",
           p.NB_PARTIAL_TAPES::int AS "partialTapes", p.ENCRYPTION_KEY_NAME AS "encryptionKeyName",
           p.USER_COMMENT AS "comment", ${auditLogColumn(sql`p`)},
           ARRAY(SELECT s.TAPE_POOL_NAME::text
                   FROM TAPE_POOL_SUPPLY y JOIN TAPE_POOL s ON s.TAPE_POOL_ID = y.SUPPLY_SOURCE_TAPE_POOL_ID
                  WHERE y.SUPPLY_DESTINATION_TAPE_POOL_ID = p.TAPE_POOL_ID ORDER BY 1) AS "suppliedBy",
           ARRAY(SELECT s.TAPE_POOL_NAME::text
                   FROM TAPE_POOL_SUPPLY y JOIN TAPE_POOL s ON s.TAPE_POOL_ID = y.SUPPLY_DESTINATION_TAPE_POOL_ID
                  WHERE y.SUPPLY_SOURCE_TAPE_POOL_ID = p.TAPE_POOL_ID ORDER BY 1) AS "supplies",
           sums.*
      FROM TAPE_POOL p
      JOIN VIRTUAL_ORGANIZATION v USING (VIRTUAL_ORGANIZATION_ID)
     CROSS JOIN LATERAL (
       SELECT count(*) AS "tapes",
              count(*) FILTER (WHERE t.DATA_IN_BYTES = 0) AS "emptyTapes",
              count(*) FILTER (WHERE t.TAPE_STATE = 'DISABLED') AS "disabledTapes",
              count(*) FILTER (WHERE t.IS_FULL = '1') AS "fullTapes",
              count(*) FILTER (WHERE t.TAPE_STATE = 'ACTIVE' AND t.IS_FULL = '0') AS "writableTapes",
              COALESCE(sum(m.CAPACITY_IN_BYTES), 0) AS "capacityBytes",
              COALESCE(sum(t.DATA_IN_BYTES), 0) AS "dataBytes",
              COALESCE(sum(t.LAST_FSEQ), 0) AS "physicalFiles"
         FROM TAPE t JOIN MEDIA_TYPE m USING (MEDIA_TYPE_ID)
        WHERE t.TAPE_POOL_ID = p.TAPE_POOL_ID
     ) AS sums
     WHERE (${name}::text IS NULL OR p.TAPE_POOL_NAME = ${name})
       AND (${virtualOrganization}::text IS NULL OR v.VIRTUAL_ORGANIZATION_NAME = ${virtualOrganization})
     ORDER BY p.TAPE_POOL_NAME`);
  return rows.map(withAuditLog);
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deleteTapePool(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM TAPE_POOL WHERE TAPE_POOL_NAME = ${name}`);
  return deleting(attempt('delete', 'tape pool', name), deleted);
}
