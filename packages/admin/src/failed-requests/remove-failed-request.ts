import { ConditionError } from '@cta/conditions';
import { type ArchiveRequestId, deleteFailedRequest, type RequestKey, type RetrieveRequestId } from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';

/**
 * Forgets a request that failed for good.
 * @param objectId as `listFailedRequests` gives it
 * @throws VALUE_INVALID, NO_SUCH_ENTITY
 */
export async function removeFailedRequest({ schedulerDb }: AdminContext, objectId: string): Promise<void> {
  if (await deleteFailedRequest(schedulerDb, requestKeyOf(objectId))) return;
  throw new ConditionError('NO_SUCH_ENTITY', {
    message: `Cannot delete failed request ${objectId} because it does not exist`,
    details: { kind: 'failed request', name: objectId },
  });
}

function requestKeyOf(objectId: string): RequestKey {
  const [, kind, digits] = /^(archive|retrieve)-(\d{1,18})$/.exec(objectId) ?? [];
  if (kind === undefined || digits === undefined) {
    throw new ConditionError('VALUE_INVALID', {
      message: `${objectId} is not the object id of a request, expected archive-NUMBER or retrieve-NUMBER`,
      details: { kind: 'failed request', name: objectId },
    });
  }
  const number = BigInt(digits);
  return kind === 'archive'
    ? { kind, requestId: number as ArchiveRequestId }
    : { kind: 'retrieve', requestId: number as RetrieveRequestId };
}
