import { type Alert, settleAlerts } from '@cta/catalogue';
import { conditions, findCondition } from '@cta/conditions';
import type { Database } from '@cta/database';
import { type FailedRequest, failedRequests } from '@cta/scheduler';
import type { Routine } from './routine.ts';

export interface FailedRequestWatchOptions {
  readonly schedulerDb: Database;
  readonly catalogueDb: Database;
  /** Who says so. */
  readonly actor: string;
}

/**
 * Raises an alert for each request that failed in a condition of severity critical: then data is in danger, and not only a
 * request in vain. It is resolved when the request is deleted.
 */
export function watchFailedRequests({ schedulerDb, catalogueDb, actor }: FailedRequestWatchOptions): Routine {
  return {
    name: 'watch_failed_requests',
    alsoNeeds: 'Catalogue',
    async run() {
      const failed = await failedRequests(schedulerDb);
      await settleAlerts(
        catalogueDb,
        'request',
        failed.flatMap((request) => alertOf(request, actor)),
      );
    },
  };
}

function alertOf({ kind, requestId, code, text }: FailedRequest, actor: string): readonly Alert[] {
  const found = findCondition(code);
  if (found?.severity !== 'critical') return [];
  return [{ subject: `request/${kind}/${requestId}`, code: conditions[found.name].code, text, actor }];
}
