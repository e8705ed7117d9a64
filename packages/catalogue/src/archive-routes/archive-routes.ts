import { isCondition } from '@cta/conditions';
import { type Queryable, sql } from '@cta/database';
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
  entityExists,
  modifying,
  requireChange,
  requirePositive,
  requireTexts,
  shortened,
} from '../refusals.ts';

/** REPACK routes take the place of DEFAULT ones for what repack writes. */
export type ArchiveRouteType = 'DEFAULT' | 'REPACK';

/** Which tape pool a copy of a storage class goes to. */
export interface ArchiveRoute {
  readonly storageClass: string;
  readonly copyNb: number;
  readonly type: ArchiveRouteType;
  readonly tapePool: string;
  readonly comment: string;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export async function createArchiveRoute(q: Queryable, route: ArchiveRoute, author: Author): Promise<void> {
  const { storageClass, copyNb, type, tapePool, comment } = route;
  const what = attempt('create', 'archive route', `(${storageClass},${copyNb},${type})->${tapePool}`);
  requireTexts(what, { 'storage class': storageClass, 'tape pool': tapePool, comment });
  requirePositive(what, { 'copy number': copyNb });
  const storageClassId = await idOf(q, 'storage class', storageClass, what);
  const tapePoolId = await idOf(q, 'tape pool', tapePool, what);
  const inserted = q.execute(sql`
    INSERT INTO ARCHIVE_ROUTE (
      STORAGE_CLASS_ID, COPY_NB, ARCHIVE_ROUTE_TYPE, TAPE_POOL_ID, USER_COMMENT, ${auditColumns}
    ) VALUES (
      ${storageClassId}, ${copyNb}, ${type}, ${tapePoolId}, ${shortened(comment)}, ${auditValues(author)}
    ) ON CONFLICT DO NOTHING`);
  const reason = `storage class ${storageClass} has a route of this copy and type, or one to tape pool ${tapePool}, already`;
  await creating(what, inserted, reason);
}

export async function listArchiveRoutes(q: Queryable): Promise<readonly (ArchiveRoute & AuditLog)[]> {
  const rows = await q.query<ArchiveRoute & { readonly auditColumns: AuditColumns }>(sql`
    SELECT s.STORAGE_CLASS_NAME AS "storageClass", r.COPY_NB::int AS "copyNb", r.ARCHIVE_ROUTE_TYPE AS "type",
           p.TAPE_POOL_NAME AS "tapePool", r.USER_COMMENT AS "comment", ${auditLogColumn(sql`r`)}
      FROM ARCHIVE_ROUTE r JOIN STORAGE_CLASS s USING (STORAGE_CLASS_ID) JOIN TAPE_POOL p USING (TAPE_POOL_ID)
     ORDER BY s.STORAGE_CLASS_NAME, r.COPY_NB, r.ARCHIVE_ROUTE_TYPE`);
  return rows.map(withAuditLog);
}

/** What a route is known by. */
export type ArchiveRouteKey = Pick<ArchiveRoute, 'storageClass' | 'copyNb' | 'type'>;

/** What is given of a route is changed, for requests that come later. */
export type ArchiveRouteChange = Partial<Pick<ArchiveRoute, 'tapePool' | 'comment'>>;

/** @throws VALUE_INVALID, ENTITY_EXISTS where another copy goes to that tape pool, NO_SUCH_ENTITY */
export async function changeArchiveRoute(
  q: Queryable,
  { storageClass, copyNb, type }: ArchiveRouteKey,
  change: ArchiveRouteChange,
  author: Author,
): Promise<void> {
  const { tapePool, comment } = change;
  const what = attempt('modify', 'archive route', `(${storageClass},${copyNb},${type})`);
  requireChange(what, change);
  requireTexts(what, { 'tape pool': tapePool, comment });
  const storageClassId = await idOf(q, 'storage class', storageClass, what);
  const tapePoolId = tapePool === undefined ? undefined : await idOf(q, 'tape pool', tapePool, what);
  const columns = {
    tape_pool_id: tapePoolId,
    user_comment: comment && shortened(comment),
  };
  const updated = q.execute(sql`
    UPDATE ARCHIVE_ROUTE SET ${changedBy(author, columns)}
     WHERE STORAGE_CLASS_ID = ${storageClassId} AND COPY_NB = ${copyNb} AND ARCHIVE_ROUTE_TYPE = ${type}`);
  await modifying(
    what,
    updated.catch((error: unknown) => Promise.reject(poolTaken(error, what, tapePool))),
  );
}

/** What a broken constraint means: the only one that a change can break is that a class has one route to a pool. */
function poolTaken(error: unknown, what: Attempt, tapePool = ''): unknown {
  return isCondition(error, 'CONSTRAINT_VIOLATED')
    ? entityExists(what, `its storage class has a route to tape pool ${tapePool} already`)
    : error;
}

/** @throws NO_SUCH_ENTITY */
export function deleteArchiveRoute(q: Queryable, { storageClass, copyNb, type }: ArchiveRouteKey): Promise<void> {
  const deleted = q.execute(sql`
    DELETE FROM ARCHIVE_ROUTE r USING STORAGE_CLASS s
     WHERE s.STORAGE_CLASS_ID = r.STORAGE_CLASS_ID AND s.STORAGE_CLASS_NAME = ${storageClass}
       AND r.COPY_NB = ${copyNb} AND r.ARCHIVE_ROUTE_TYPE = ${type}`);
  return deleting(attempt('delete', 'archive route', `(${storageClass},${copyNb},${type})`), deleted);
}
