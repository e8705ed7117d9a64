import {
  changeRequesterMountRule as changeRule,
  createRequesterMountRule,
  deleteRequesterMountRule,
  listRequesterMountRules as rulesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';
import type { MountRuleChange, MountRuleKey, NewMountRule } from './mount-rule.ts';

/** Fields of CTA's RequesterMountRuleLsItem. */
export interface RequesterMountRuleLsItem extends EntryLogs {
  readonly diskInstance: string;
  /** Name of the user. */
  readonly requesterMountRule: string;
  readonly mountPolicy: string;
  readonly comment: string;
}

export function addRequesterMountRule(
  { catalogueDb, author }: AdminContext,
  { name, ...rule }: NewMountRule,
): Promise<void> {
  return createRequesterMountRule(catalogueDb, { ...rule, requester: name }, author);
}

export function changeRequesterMountRule(
  { catalogueDb, author }: AdminContext,
  { diskInstance, name, ...change }: MountRuleChange,
): Promise<void> {
  return changeRule(catalogueDb, { diskInstance, requester: name }, change, author);
}

export function removeRequesterMountRule(
  { catalogueDb }: AdminContext,
  { diskInstance, name }: MountRuleKey,
): Promise<void> {
  return deleteRequesterMountRule(catalogueDb, diskInstance, name);
}

export async function listRequesterMountRules({
  catalogueDb,
}: AdminContext): Promise<readonly RequesterMountRuleLsItem[]> {
  const rules = await rulesOf(catalogueDb);
  return rules.map((rule) => ({
    diskInstance: rule.diskInstance,
    requesterMountRule: rule.requester,
    mountPolicy: rule.mountPolicy,
    comment: rule.comment,
    ...entryLogsOf(rule),
  }));
}
