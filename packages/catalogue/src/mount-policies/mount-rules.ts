import { identifier, type Queryable, sql } from '@cta/database';
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
import { requireEntity } from '../entity-lookup.ts';
import { attempt, creating, deleting, modifying, requireChange, requireTexts, shortened } from '../refusals.ts';

/** Which mount policy the requests of somebody have; the requester called `default` stands for all others. */
export interface MountRule {
  readonly diskInstance: string;
  /** A user, or a group. */
  readonly requester: string;
  readonly mountPolicy: string;
  readonly comment: string;
}

/** What a rule is known by. */
export type MountRuleKey = Pick<MountRule, 'diskInstance' | 'requester'>;

/** What is given of a rule is changed, for requests that come later. */
export type MountRuleChange = Partial<Pick<MountRule, 'mountPolicy' | 'comment'>>;

/** The two kinds of rule differ in nothing but their tables. */
interface RuleTable {
  readonly kind: 'requester mount rule' | 'requester group mount rule';
  readonly table: unknown;
  readonly requesterColumn: unknown;
}

const users: RuleTable = {
  kind: 'requester mount rule',
  table: identifier('requester_mount_rule'),
  requesterColumn: identifier('requester_name'),
};

const groups: RuleTable = {
  kind: 'requester group mount rule',
  table: identifier('requester_group_mount_rule'),
  requesterColumn: identifier('requester_group_name'),
};

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export function createRequesterMountRule(q: Queryable, rule: MountRule, author: Author): Promise<void> {
  return createRule(q, users, rule, author);
}

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export function createRequesterGroupMountRule(q: Queryable, rule: MountRule, author: Author): Promise<void> {
  return createRule(q, groups, rule, author);
}

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export function changeRequesterMountRule(
  q: Queryable,
  key: MountRuleKey,
  change: MountRuleChange,
  author: Author,
): Promise<void> {
  return changeRule(q, users, { key, change, author });
}

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export function changeRequesterGroupMountRule(
  q: Queryable,
  key: MountRuleKey,
  change: MountRuleChange,
  author: Author,
): Promise<void> {
  return changeRule(q, groups, { key, change, author });
}

export function listRequesterMountRules(q: Queryable): Promise<readonly (MountRule & AuditLog)[]> {
  return listRules(q, users);
}

export function listRequesterGroupMountRules(q: Queryable): Promise<readonly (MountRule & AuditLog)[]> {
  return listRules(q, groups);
}

/** @throws NO_SUCH_ENTITY */
export function deleteRequesterMountRule(q: Queryable, diskInstance: string, requester: string): Promise<void> {
  return deleteRule(q, users, diskInstance, requester);
}

/** @throws NO_SUCH_ENTITY */
export function deleteRequesterGroupMountRule(q: Queryable, diskInstance: string, group: string): Promise<void> {
  return deleteRule(q, groups, diskInstance, group);
}

async function createRule(q: Queryable, rules: RuleTable, rule: MountRule, author: Author): Promise<void> {
  const { diskInstance, requester, mountPolicy, comment } = rule;
  const what = attempt('create', rules.kind, `${diskInstance}:${requester}`);
  requireTexts(what, { 'disk instance': diskInstance, requester, 'mount policy': mountPolicy, comment });
  await requireEntity(q, 'mount policy', mountPolicy, what);
  await requireEntity(q, 'disk instance', diskInstance, what);
  const inserted = q.execute(sql`
    INSERT INTO ${rules.table} (
      DISK_INSTANCE_NAME, ${rules.requesterColumn}, MOUNT_POLICY_NAME, USER_COMMENT, ${auditColumns}
    ) VALUES (${diskInstance}, ${requester}, ${mountPolicy}, ${shortened(comment)}, ${auditValues(author)})
    ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

interface ChangedRule {
  readonly key: MountRuleKey;
  readonly change: MountRuleChange;
  readonly author: Author;
}

async function changeRule(q: Queryable, rules: RuleTable, { key, change, author }: ChangedRule): Promise<void> {
  const { diskInstance, requester } = key;
  const { mountPolicy, comment } = change;
  const what = attempt('modify', rules.kind, `${diskInstance}:${requester}`);
  requireChange(what, change);
  requireTexts(what, { 'mount policy': mountPolicy, comment });
  if (mountPolicy !== undefined) await requireEntity(q, 'mount policy', mountPolicy, what);
  const columns = {
    mount_policy_name: mountPolicy,
    user_comment: comment && shortened(comment),
  };
  const updated = q.execute(sql`
    UPDATE ${rules.table} SET ${changedBy(author, columns)}
     WHERE DISK_INSTANCE_NAME = ${diskInstance} AND ${rules.requesterColumn} = ${requester}`);
  await modifying(what, updated);
}

async function listRules(
  q: Queryable,
  { table, requesterColumn }: RuleTable,
): Promise<readonly (MountRule & AuditLog)[]> {
  const rows = await q.query<MountRule & { readonly auditColumns: AuditColumns }>(sql`
    SELECT DISK_INSTANCE_NAME AS "diskInstance", ${requesterColumn} AS "requester",
           MOUNT_POLICY_NAME AS "mountPolicy", USER_COMMENT AS "comment", ${auditLogColumn(sql`r`)}
      FROM ${table} r ORDER BY 1, 2`);
  return rows.map(withAuditLog);
}

function deleteRule(q: Queryable, rules: RuleTable, diskInstance: string, requester: string): Promise<void> {
  const deleted = q.execute(sql`
    DELETE FROM ${rules.table}
     WHERE DISK_INSTANCE_NAME = ${diskInstance} AND ${rules.requesterColumn} = ${requester}`);
  return deleting(attempt('delete', rules.kind, `${diskInstance}:${requester}`), deleted);
}
