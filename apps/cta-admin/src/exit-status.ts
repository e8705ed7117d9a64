import type { ConditionError } from '@cta/conditions';

/** Exit statuses of CTA's own cta-admin. */
export const exitStatus = { success: 0, failure: 1, userError: 2 } as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** 2 for what was asked for wrongly, 1 for all else. */
export function exitStatusOf(error: ConditionError): ExitStatus {
  return error.suspect === 'user' ? exitStatus.userError : exitStatus.failure;
}
