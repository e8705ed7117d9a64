import { type Queryable, sql } from '@cta/database';
import type { ArchiveRequestId, RetrieveRequestId } from '../identifiers.ts';

/** A request by its kind: each kind counts its own. */
export type RequestKey =
  | { readonly kind: 'archive'; readonly requestId: ArchiveRequestId }
  | { readonly kind: 'retrieve'; readonly requestId: RetrieveRequestId };

/** Forgets a request that failed for good; a report that is still due is not sent. @returns false where there is none */
export async function deleteFailedRequest(q: Queryable, { kind, requestId }: RequestKey): Promise<boolean> {
  const deleted = await q.execute(
    kind === 'archive'
      ? sql`DELETE FROM archive_request
             WHERE archive_request_id = ${requestId} AND status IN ('AJS_Failed', 'AJS_ToReportToUserForFailure')`
      : sql`DELETE FROM retrieve_request
             WHERE retrieve_request_id = ${requestId} AND status IN ('RJS_Failed', 'RJS_ToReportToUserForFailure')`,
  );
  return deleted > 0;
}
