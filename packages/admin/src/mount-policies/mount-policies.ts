import {
  changeMountPolicy as changePolicy,
  createMountPolicy,
  deleteMountPolicy,
  type MountPolicy,
  listMountPolicies as mountPoliciesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';

/** Fields of CTA's MountPolicyLsItem; ages in seconds. */
export interface MountPolicyLsItem extends EntryLogs {
  readonly name: string;
  readonly archivePriority: bigint;
  readonly archiveMinRequestAge: bigint;
  readonly retrievePriority: bigint;
  readonly retrieveMinRequestAge: bigint;
  readonly comment: string;
}

export function addMountPolicy({ catalogueDb, author }: AdminContext, policy: MountPolicy): Promise<void> {
  return createMountPolicy(catalogueDb, policy, author);
}

export interface MountPolicyChange extends Partial<Omit<MountPolicy, 'name'>> {
  readonly name: string;
}

/** Changes what is given, for requests that come later. */
export function changeMountPolicy(
  { catalogueDb, author }: AdminContext,
  { name, ...change }: MountPolicyChange,
): Promise<void> {
  return changePolicy(catalogueDb, name, change, author);
}

export function removeMountPolicy({ catalogueDb }: AdminContext, name: string): Promise<void> {
  return deleteMountPolicy(catalogueDb, name);
}

export async function listMountPolicies({ catalogueDb }: AdminContext): Promise<readonly MountPolicyLsItem[]> {
  const policies = await mountPoliciesOf(catalogueDb);
  return policies.map((policy) => ({
    name: policy.name,
    archivePriority: BigInt(policy.archivePriority),
    archiveMinRequestAge: BigInt(policy.archiveMinRequestAge),
    retrievePriority: BigInt(policy.retrievePriority),
    retrieveMinRequestAge: BigInt(policy.retrieveMinRequestAge),
    comment: policy.comment,
    ...entryLogsOf(policy),
  }));
}
