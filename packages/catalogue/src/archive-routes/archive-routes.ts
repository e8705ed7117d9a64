import { type Queryable, sql } from '@cta/database';
import {
  type AuditColumns,
  type AuditLog,
  type Author,
  auditColumns,
  auditLogColumn,
  auditValues,
  withAuditLog,
} from '../author.ts';
import { idOf } from '../entity-lookup.ts';
import { attempt, creating, deleting, requirePositive, requireTexts, shortened } from '../refusals.ts';

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

/** @throws NO_SUCH_ENTITY */
export function deleteArchiveRoute(
  q: Queryable,
  { storageClass, copyNb, type }: Pick<ArchiveRoute, 'storageClass' | 'copyNb' | 'type'>,
): Promise<void> {
  const deleted = q.execute(sql`
    DELETE FROM ARCHIVE_ROUTE r USING STORAGE_CLASS s
     WHERE s.STORAGE_CLASS_ID = r.STORAGE_CLASS_ID AND s.STORAGE_CLASS_NAME = ${storageClass}
       AND r.COPY_NB = ${copyNb} AND r.ARCHIVE_ROUTE_TYPE = ${type}`);
  return deleting(attempt('delete', 'archive route', `(${storageClass},${copyNb},${type})`), deleted);
}
