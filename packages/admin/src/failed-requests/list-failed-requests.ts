import { ConditionError } from '@cta/conditions';
import { type FailedRequest, failedRequests } from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';

/** A request that failed for good, with the fields of CTA's FailedRequestLsItem that it has, and why. */
export interface FailedRequestLsItem {
  readonly objectId: string;
  readonly requestType: 'ARCHIVE_REQUEST' | 'RETRIEVE_REQUEST';
  readonly requester: { readonly username: string };
  readonly af: {
    readonly archiveId: bigint;
    readonly diskInstance: string;
    readonly size: bigint;
    readonly df: { readonly path: string };
    /** Seconds since the epoch, of the request. */
    readonly creationTime: bigint;
  };
  /** Seconds since the epoch. */
  readonly failureTime: bigint;
  /** What could not be done: the transfer, or the report of one that was done. */
  readonly failedStep: 'transfer' | 'report';
  readonly failureCode: string;
  readonly failureText: string;
  readonly failurelogs: readonly string[];
}

/**
 * Failed requests, the latest first.
 * @throws VALUE_INVALID where both kinds are excluded
 */
export async function listFailedRequests(
  context: AdminContext,
  { justArchive, justRetrieve }: { readonly justArchive: boolean; readonly justRetrieve: boolean },
): Promise<readonly FailedRequestLsItem[]> {
  if (justArchive && justRetrieve) {
    throw new ConditionError('VALUE_INVALID', {
      message: '--justarchive and --justretrieve options are mutually exclusive',
      details: { kind: 'option' },
    });
  }
  const requests = await failedRequests(context.schedulerDb);
  return requests.filter(({ kind }) => (kind === 'archive' ? !justRetrieve : !justArchive)).map(failedRequestLsItem);
}

function failedRequestLsItem(request: FailedRequest): FailedRequestLsItem {
  return {
    objectId: `${request.kind}-${request.requestId}`,
    requestType: request.kind === 'archive' ? 'ARCHIVE_REQUEST' : 'RETRIEVE_REQUEST',
    requester: { username: request.requesterName },
    af: {
      archiveId: request.archiveFileId,
      diskInstance: request.diskInstance,
      size: BigInt(request.sizeBytes),
      df: { path: request.diskFilePath },
      creationTime: BigInt(request.creationTime),
    },
    failureTime: BigInt(request.failureTime),
    failedStep: request.step,
    failureCode: request.code,
    failureText: request.text,
    failurelogs: request.log === '' ? [] : request.log.split('\n'),
  };
}
