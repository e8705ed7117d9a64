import { type Queryable, sql } from '@cta/database';
import type { LabelRequestId } from '../identifiers.ts';

export type LabelRequestState =
  | { readonly state: 'queued' | 'active' | 'done' }
  | { readonly state: 'failed'; readonly code: string; readonly text: string };

interface LabelRequestRow {
  readonly status: LabelRequestState['state'];
  readonly failure_code: string;
  readonly failure_text: string;
}

/** @returns undefined where there is no such request, or it finished so long ago that it was deleted */
export async function labelRequest(q: Queryable, id: LabelRequestId): Promise<LabelRequestState | undefined> {
  const [row] = await q.query<LabelRequestRow>(
    sql`SELECT status, failure_code, failure_text FROM label_request WHERE label_request_id = ${id}`,
  );
  if (row === undefined) return undefined;
  return row.status === 'failed'
    ? { state: row.status, code: row.failure_code, text: row.failure_text }
    : { state: row.status };
}
