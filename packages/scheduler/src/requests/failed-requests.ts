import type { ArchiveFileId } from '@cta/catalogue';
import { type Queryable, sql } from '@cta/database';
import type { JobFailure } from '../jobs/job-failure.ts';
import type { RequestKey } from './delete-failed-request.ts';

/** A request that ended badly and is kept for people to see. */
export type FailedRequest = FailedRequestFacts & RequestKey;

export interface FailedRequestFacts extends JobFailure {
  /** `report`: file and copies are as asked for, but the requester could not be told. */
  readonly step: 'transfer' | 'report';
  readonly archiveFileId: ArchiveFileId;
  readonly sizeBytes: number;
  readonly diskInstance: string;
  readonly diskFilePath: string;
  readonly requesterName: string;
  readonly requestGroup: string | undefined;
  /** Seconds since the epoch. */
  readonly creationTime: number;
  readonly failureTime: number;
  /** A line for each failure: when, where, why. */
  readonly log: string;
}

interface FailedRow {
  readonly kind: 'archive' | 'retrieve';
  readonly request_id: bigint;
  readonly archive_file_id: ArchiveFileId;
  readonly size_in_bytes: bigint;
  readonly disk_instance: string;
  readonly disk_file_path: string;
  readonly requester_name: string;
  readonly request_group: string | null;
  readonly creation_time: bigint;
  readonly last_update_time: bigint;
  readonly failure_code: string | null;
  readonly failure_text: string | null;
  readonly failure_log: string | null;
  readonly report_failure_code: string | null;
  readonly report_failure_log: string | null;
}

/** Requests that failed for good, reported or not, and those whose report did; latest first, at most `limit`. */
export async function failedRequests(
  q: Queryable,
  { limit = 1_000 }: { readonly limit?: number } = {},
): Promise<readonly FailedRequest[]> {
  const columns = sql`archive_file_id, size_in_bytes, disk_instance, disk_file_path, requester_name, request_group,
    creation_time, last_update_time, failure_code, failure_text, failure_log, report_failure_code, report_failure_log`;
  const rows = await q.query<FailedRow>(sql`
    (SELECT 'archive' AS kind, archive_request_id AS request_id, ${columns} FROM archive_request
     WHERE status IN ('AJS_Failed', 'AJS_ToReportToUserForFailure') ORDER BY last_update_time DESC LIMIT ${limit})
    UNION ALL
    (SELECT 'retrieve', retrieve_request_id, ${columns} FROM retrieve_request
     WHERE status IN ('RJS_Failed', 'RJS_ToReportToUserForFailure') ORDER BY last_update_time DESC LIMIT ${limit})
    ORDER BY last_update_time DESC, request_id DESC LIMIT ${limit}`);
  return rows.map(fromRow);
}

function fromRow(row: FailedRow): FailedRequest {
  return { ...factsOf(row), kind: row.kind, requestId: row.request_id } as FailedRequest;
}

function factsOf(row: FailedRow): FailedRequestFacts {
  return {
    ...failureOf(row),
    archiveFileId: row.archive_file_id,
    sizeBytes: Number(row.size_in_bytes),
    diskInstance: row.disk_instance,
    diskFilePath: row.disk_file_path,
    requesterName: row.requester_name,
    requestGroup: row.request_group ?? undefined,
    creationTime: Number(row.creation_time),
    failureTime: Number(row.last_update_time),
    log: [row.failure_log, row.report_failure_log].filter((log) => log !== null).join('\n'),
  };
}

function failureOf(row: FailedRow): Pick<FailedRequestFacts, 'step' | 'code' | 'text'> {
  if (row.failure_code !== null) return { step: 'transfer', code: row.failure_code, text: row.failure_text ?? '' };
  const lastLine = row.report_failure_log?.split('\n').at(-1) ?? '';
  return { step: 'report', code: row.report_failure_code ?? '', text: lastLine };
}
