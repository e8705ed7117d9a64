import { type FailedRequest, failedRequests, requestProgress } from '@cta/scheduler';
import type { Installation } from '../installation/installation.ts';
import { watchProgress } from './progress-watch.ts';

/** Requests that were made together. */
interface RequestGroup {
  readonly requestGroup: string;
  readonly queued: readonly unknown[];
}

/** Waits until every request is done in all its copies, or has failed. @returns the failed ones */
export async function waitForRequests(
  installation: Installation,
  title: string,
  { requestGroup, queued }: RequestGroup,
): Promise<readonly FailedRequest[]> {
  const { schedulerDb } = installation.admin;
  let failures = 0;
  const settled = async (): Promise<number> => {
    const { done, failed } = await requestProgress(schedulerDb, { requestGroup });
    failures = failed;
    return done + failed;
  };
  await watchProgress(installation, { title, total: queued.length, settled });
  if (failures === 0) return [];
  const failed = await failedRequests(schedulerDb, { limit: 2 * queued.length });
  return failed.filter((request) => request.requestGroup === requestGroup);
}
