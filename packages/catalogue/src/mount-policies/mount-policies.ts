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

/** How urgent requests are: the higher priority wins; ages are seconds that a request is left to gather others. */
export interface MountPolicy {
  readonly name: string;
  readonly archivePriority: number;
  readonly archiveMinRequestAge: number;
  readonly retrievePriority: number;
  readonly retrieveMinRequestAge: number;
  readonly comment: string;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS */
export async function createMountPolicy(q: Queryable, policy: MountPolicy, author: Author): Promise<void> {
  const { name, archivePriority, archiveMinRequestAge, retrievePriority, retrieveMinRequestAge, comment } = policy;
  const what = attempt('create', 'mount policy', name);
  requireTexts(what, { name, comment });
  const inserted = q.execute(sql`
    INSERT INTO MOUNT_POLICY (
      MOUNT_POLICY_NAME, ARCHIVE_PRIORITY, ARCHIVE_MIN_REQUEST_AGE, RETRIEVE_PRIORITY, RETRIEVE_MIN_REQUEST_AGE,
      USER_COMMENT, ${auditColumns}
    ) VALUES (
      ${name}, ${archivePriority}, ${archiveMinRequestAge}, ${retrievePriority}, ${retrieveMinRequestAge},
      ${shortened(comment)}, ${auditValues(author)}
    ) ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

export async function listMountPolicies(q: Queryable): Promise<readonly (MountPolicy & AuditLog)[]> {
  const rows = await q.query<MountPolicy & { readonly auditColumns: AuditColumns }>(sql`
    SELECT MOUNT_POLICY_NAME AS "name", ARCHIVE_PRIORITY::int AS "archivePriority",
           ARCHIVE_MIN_REQUEST_AGE::int AS "archiveMinRequestAge", RETRIEVE_PRIORITY::int AS "retrievePriority",
           RETRIEVE_MIN_REQUEST_AGE::int AS "retrieveMinRequestAge", USER_COMMENT AS "comment",
           ${auditLogColumn(sql`m`)}
      FROM MOUNT_POLICY m ORDER BY MOUNT_POLICY_NAME`);
  return rows.map(withAuditLog);
}

/** What is given of a mount policy is changed, for requests that come later. */
export type MountPolicyChange = Partial<Omit<MountPolicy, 'name'>>;

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changeMountPolicy(
  q: Queryable,
  name: string,
  change: MountPolicyChange,
  author: Author,
): Promise<void> {
  const { archivePriority, archiveMinRequestAge, retrievePriority, retrieveMinRequestAge, comment } = change;
  const what = attempt('modify', 'mount policy', name);
  requireChange(what, change);
  requireTexts(what, { comment });
  const columns = {
    archive_priority: archivePriority,
    archive_min_request_age: archiveMinRequestAge,
    retrieve_priority: retrievePriority,
    retrieve_min_request_age: retrieveMinRequestAge,
    user_comment: comment && shortened(comment),
  };
  await modifying(
    what,
    q.execute(sql`UPDATE MOUNT_POLICY SET ${changedBy(author, columns)} WHERE MOUNT_POLICY_NAME = ${name}`),
  );
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deleteMountPolicy(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM MOUNT_POLICY WHERE MOUNT_POLICY_NAME = ${name}`);
  return deleting(attempt('delete', 'mount policy', name), deleted);
}
