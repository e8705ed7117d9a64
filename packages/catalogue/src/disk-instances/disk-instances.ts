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
import { attempt, creating, deleting, modifying, requireChange, requireTexts, shortened } from '../refusals.ts';

/** One disk system, such as an EOS instance. */
export interface DiskInstance {
  readonly name: string;
  readonly comment: string;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS */
export async function createDiskInstance(q: Queryable, { name, comment }: DiskInstance, author: Author): Promise<void> {
  const what = attempt('create', 'disk instance', name);
  requireTexts(what, { name, comment });
  const inserted = q.execute(sql`
    INSERT INTO DISK_INSTANCE (DISK_INSTANCE_NAME, USER_COMMENT, ${auditColumns})
    VALUES (${name}, ${shortened(comment)}, ${auditValues(author)})
    ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

export async function listDiskInstances(q: Queryable): Promise<readonly (DiskInstance & AuditLog)[]> {
  const rows = await q.query<DiskInstance & { readonly auditColumns: AuditColumns }>(sql`
    SELECT DISK_INSTANCE_NAME AS "name", USER_COMMENT AS "comment", ${auditLogColumn(sql`d`)}
      FROM DISK_INSTANCE d ORDER BY DISK_INSTANCE_NAME`);
  return rows.map(withAuditLog);
}

/** What is given of a disk instance is changed. */
export type DiskInstanceChange = Partial<Omit<DiskInstance, 'name'>>;

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changeDiskInstance(
  q: Queryable,
  name: string,
  change: DiskInstanceChange,
  author: Author,
): Promise<void> {
  const { comment } = change;
  const what = attempt('modify', 'disk instance', name);
  requireChange(what, change);
  requireTexts(what, { comment });
  const columns = { user_comment: comment && shortened(comment) };
  await modifying(
    what,
    q.execute(sql`UPDATE DISK_INSTANCE SET ${changedBy(author, columns)} WHERE DISK_INSTANCE_NAME = ${name}`),
  );
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deleteDiskInstance(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM DISK_INSTANCE WHERE DISK_INSTANCE_NAME = ${name}`);
  return deleting(attempt('delete', 'disk instance', name), deleted);
}
