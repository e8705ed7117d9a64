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
  attempt,
  creating,
  deleting,
  modifying,
  requireChange,
  requirePositive,
  requireTexts,
  shortened,
} from '../refusals.ts';

/** What is to be done with a kind of files: how many copies they have. */
export interface StorageClass {
  readonly name: string;
  readonly copies: number;
  readonly virtualOrganization: string;
  readonly comment: string;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export async function createStorageClass(q: Queryable, storageClass: StorageClass, author: Author): Promise<void> {
  const { name, copies, virtualOrganization, comment } = storageClass;
  const what = attempt('create', 'storage class', name);
  requireTexts(what, { name, 'virtual organization': virtualOrganization, comment });
  requirePositive(what, { 'number of copies': copies });
  const voId = await idOf(q, 'virtual organization', virtualOrganization, what);
  const inserted = q.execute(sql`
    INSERT INTO STORAGE_CLASS (
      STORAGE_CLASS_ID, STORAGE_CLASS_NAME, NB_COPIES, VIRTUAL_ORGANIZATION_ID, USER_COMMENT, ${auditColumns}
    ) VALUES (
      nextval('STORAGE_CLASS_ID_SEQ'), ${name}, ${copies}, ${voId}, ${shortened(comment)}, ${auditValues(author)}
    ) ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

export async function listStorageClasses(q: Queryable): Promise<readonly (StorageClass & AuditLog)[]> {
  const rows = await q.query<StorageClass & { readonly auditColumns: AuditColumns }>(sql`
    SELECT s.STORAGE_CLASS_NAME AS "name", s.NB_COPIES::int AS "copies",
           v.VIRTUAL_ORGANIZATION_NAME AS "virtualOrganization", s.USER_COMMENT AS "comment",
           ${auditLogColumn(sql`s`)}
      FROM STORAGE_CLASS s JOIN VIRTUAL_ORGANIZATION v USING (VIRTUAL_ORGANIZATION_ID)
     ORDER BY s.STORAGE_CLASS_NAME`);
  return rows.map(withAuditLog);
}

/** What is given of a storage class is changed; what is on tape stays as it is. */
export type StorageClassChange = Partial<Omit<StorageClass, 'name'>>;

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changeStorageClass(
  q: Queryable,
  name: string,
  change: StorageClassChange,
  author: Author,
): Promise<void> {
  const { copies, virtualOrganization, comment } = change;
  const what = attempt('modify', 'storage class', name);
  requireChange(what, change);
  requireTexts(what, { 'virtual organization': virtualOrganization, comment });
  requirePositive(what, { 'number of copies': copies });
  const voId =
    virtualOrganization === undefined ? undefined : await idOf(q, 'virtual organization', virtualOrganization, what);
  const columns = {
    nb_copies: copies,
    virtual_organization_id: voId,
    user_comment: comment && shortened(comment),
  };
  await modifying(
    what,
    q.execute(sql`UPDATE STORAGE_CLASS SET ${changedBy(author, columns)} WHERE STORAGE_CLASS_NAME = ${name}`),
  );
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deleteStorageClass(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM STORAGE_CLASS WHERE STORAGE_CLASS_NAME = ${name}`);
  return deleting(attempt('delete', 'storage class', name), deleted);
}
