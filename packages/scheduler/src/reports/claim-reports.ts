import type { ArchiveFileId } from '@cta/catalogue';
import { type Database, type Queryable, sql } from '@cta/database';
import { now } from '../schema/database-clock.ts';
import type { Report, ReportFacts, ReportKind } from './report.ts';

interface ReportRow {
  readonly request_id: bigint;
  readonly url: string;
  readonly is_success: boolean;
  readonly failure_code: string | null;
  readonly failure_text: string | null;
  readonly archive_file_id: ArchiveFileId;
  readonly size_in_bytes: bigint;
  readonly disk_instance: string;
  readonly disk_file_id: string;
  readonly disk_file_path: string;
}

/** Claims reports that are due, oldest requests first; nobody else gets them until they are released. */
export async function claimReports(
  db: Database,
  { kind, batch }: { readonly kind: ReportKind; readonly batch: number },
): Promise<readonly Report[]> {
  const rows = await (kind === 'archive' ? claimArchive(db, batch) : claimRetrieve(db, batch));
  return rows.map((row) => ({ ...factsOf(row), kind, requestId: row.request_id }) as Report);
}

/** Gives back what was claimed for longer than `olderThanMs`: who claimed it died. @returns how many reports are due again */
export async function releaseStaleReportClaims(
  q: Queryable,
  { olderThanMs }: { readonly olderThanMs: number },
): Promise<number> {
  const age = Math.ceil(olderThanMs / 1000);
  const archive = await q.execute(sql`
    UPDATE archive_request SET is_reporting = FALSE
    WHERE is_reporting AND last_update_time < ${now} - ${age}::bigint`);
  const retrieve = await q.execute(sql`
    UPDATE retrieve_request SET is_reporting = FALSE
    WHERE is_reporting AND last_update_time < ${now} - ${age}::bigint`);
  return archive + retrieve;
}

function claimArchive(q: Queryable, batch: number): Promise<readonly ReportRow[]> {
  return q.query<ReportRow>(sql`
    UPDATE archive_request SET is_reporting = TRUE, last_update_time = ${now}
    WHERE archive_request_id = ANY (ARRAY (
      SELECT archive_request_id FROM archive_request
      WHERE status IN ('AJS_ToReportToUserForSuccess', 'AJS_ToReportToUserForFailure') AND NOT is_reporting
      ORDER BY archive_request_id LIMIT ${batch} FOR UPDATE SKIP LOCKED))
    RETURNING archive_request_id AS request_id, status = 'AJS_ToReportToUserForSuccess' AS is_success,
      CASE status WHEN 'AJS_ToReportToUserForSuccess' THEN archive_report_url ELSE archive_error_report_url END AS url,
      failure_code, failure_text, archive_file_id, size_in_bytes, disk_instance, disk_file_id, disk_file_path`);
}

function claimRetrieve(q: Queryable, batch: number): Promise<readonly ReportRow[]> {
  return q.query<ReportRow>(sql`
    UPDATE retrieve_request SET is_reporting = TRUE, last_update_time = ${now}
    WHERE retrieve_request_id = ANY (ARRAY (
      SELECT retrieve_request_id FROM retrieve_request
      WHERE status IN ('RJS_ToReportToUserForSuccess', 'RJS_ToReportToUserForFailure') AND NOT is_reporting
      ORDER BY retrieve_request_id LIMIT ${batch} FOR UPDATE SKIP LOCKED))
    RETURNING retrieve_request_id AS request_id, status = 'RJS_ToReportToUserForSuccess' AS is_success,
      CASE status WHEN 'RJS_ToReportToUserForSuccess' THEN retrieve_report_url ELSE retrieve_error_report_url END AS url,
      failure_code, failure_text, archive_file_id, size_in_bytes, disk_instance, disk_file_id, disk_file_path`);
}

function factsOf(row: ReportRow): ReportFacts {
  return {
    url: row.url,
    outcome: row.is_success
      ? { success: true }
      : { success: false, code: row.failure_code ?? '', text: row.failure_text ?? '' },
    archiveFileId: row.archive_file_id,
    sizeBytes: Number(row.size_in_bytes),
    diskInstance: row.disk_instance,
    diskFileId: row.disk_file_id,
    diskFilePath: row.disk_file_path,
  };
}
