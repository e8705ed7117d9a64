import { ConditionError } from '@cta/conditions';
import { type Queryable, sql } from '@cta/database';
import type { MountPolicy } from '../mount-policies/mount-policies.ts';

/** Who asks, and on behalf of which group. */
export interface Requester {
  readonly name: string;
  readonly group: string;
}

/** The requester whose rule is that of all who have none. */
const defaultRequester = 'default';

/**
 * The policy of a request, by the first rule that fits: of requester and activity (the most urgent, where several fit), of
 * the requester, of the group, of the requester called default (catalogue: 5.15).
 * @throws MOUNT_RULE_MISSING
 */
export async function mountPolicyOfRequest(
  q: Queryable,
  diskInstance: string,
  { name, group }: Requester,
  activity?: string,
): Promise<Omit<MountPolicy, 'comment'>> {
  const [policy] = await q.query<Omit<MountPolicy, 'comment'>>(sql`
    SELECT p.MOUNT_POLICY_NAME AS "name", p.ARCHIVE_PRIORITY::int AS "archivePriority",
           p.ARCHIVE_MIN_REQUEST_AGE::int AS "archiveMinRequestAge", p.RETRIEVE_PRIORITY::int AS "retrievePriority",
           p.RETRIEVE_MIN_REQUEST_AGE::int AS "retrieveMinRequestAge"
      FROM (
        SELECT 1 AS RANK, MOUNT_POLICY_NAME FROM REQUESTER_ACTIVITY_MOUNT_RULE
         WHERE DISK_INSTANCE_NAME = ${diskInstance} AND REQUESTER_NAME = ${name}
           AND ${activity ?? null}::text ~ ACTIVITY_REGEX
        UNION ALL
        SELECT 2, MOUNT_POLICY_NAME FROM REQUESTER_MOUNT_RULE
         WHERE DISK_INSTANCE_NAME = ${diskInstance} AND REQUESTER_NAME = ${name}
        UNION ALL
        SELECT 3, MOUNT_POLICY_NAME FROM REQUESTER_GROUP_MOUNT_RULE
         WHERE DISK_INSTANCE_NAME = ${diskInstance} AND REQUESTER_GROUP_NAME = ${group}
        UNION ALL
        SELECT 4, MOUNT_POLICY_NAME FROM REQUESTER_MOUNT_RULE
         WHERE DISK_INSTANCE_NAME = ${diskInstance} AND REQUESTER_NAME = ${defaultRequester}
      ) AS r JOIN MOUNT_POLICY p USING (MOUNT_POLICY_NAME)
     ORDER BY r.RANK, p.RETRIEVE_PRIORITY DESC LIMIT 1`);
  if (policy !== undefined) return policy;
  const requester = `${diskInstance}:${name}:${group}`;
  throw new ConditionError('MOUNT_RULE_MISSING', {
    message: `there is no mount rule for ${requester}, nor for the requester ${defaultRequester} of ${diskInstance}`,
    details: { disk_instance: diskInstance, requester: name, group, activity: activity ?? null },
  });
}
