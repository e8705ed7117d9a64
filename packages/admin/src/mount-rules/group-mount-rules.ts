import {
  changeRequesterGroupMountRule,
  createRequesterGroupMountRule,
  deleteRequesterGroupMountRule,
  listRequesterGroupMountRules as rulesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';
import type { MountRuleChange, MountRuleKey, NewMountRule } from './mount-rule.ts';

/** Fields of CTA's GroupMountRuleLsItem. */
export interface GroupMountRuleLsItem extends EntryLogs {
  readonly diskInstance: string;
  /** Name of the group. */
  readonly groupMountRule: string;
  readonly mountPolicy: string;
  readonly comment: string;
}

export function addGroupMountRule(
  { catalogueDb, author }: AdminContext,
  { name, ...rule }: NewMountRule,
): Promise<void> {
  return createRequesterGroupMountRule(catalogueDb, { ...rule, requester: name }, author);
}

export function changeGroupMountRule(
  { catalogueDb, author }: AdminContext,
  { diskInstance, name, ...change }: MountRuleChange,
): Promise<void> {
  return changeRequesterGroupMountRule(catalogueDb, { diskInstance, requester: name }, change, author);
}

export function removeGroupMountRule(
  { catalogueDb }: AdminContext,
  { diskInstance, name }: MountRuleKey,
): Promise<void> {
  return deleteRequesterGroupMountRule(catalogueDb, diskInstance, name);
}

export async function listGroupMountRules({ catalogueDb }: AdminContext): Promise<readonly GroupMountRuleLsItem[]> {
  const rules = await rulesOf(catalogueDb);
  return rules.map((rule) => ({
    diskInstance: rule.diskInstance,
    groupMountRule: rule.requester,
    mountPolicy: rule.mountPolicy,
    comment: rule.comment,
    ...entryLogsOf(rule),
  }));
}
