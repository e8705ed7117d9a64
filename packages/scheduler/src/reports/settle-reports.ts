import { type Queryable, sql } from '@cta/database';
import { failureLine } from '../jobs/failure-log.ts';
import { now } from '../schema/database-clock.ts';
import { type FailedReport, maxReportRetries, type ReportKind } from './report.ts';

/** Claimed reports that got through: their requests are finished. @returns how many that changed */
export function reportsDelivered(q: Queryable, kind: ReportKind, requestIds: readonly bigint[]): Promise<number> {
  return kind === 'archive'
    ? q.execute(sql`
        UPDATE archive_request SET is_reporting = FALSE, last_update_time = ${now}, status =
          CASE status WHEN 'AJS_ToReportToUserForSuccess' THEN 'AJS_Complete' ELSE 'AJS_Failed' END::archive_request_status
        WHERE archive_request_id = ANY (${requestIds}::bigint[]) AND is_reporting`)
    : q.execute(sql`
        UPDATE retrieve_request SET is_reporting = FALSE, last_update_time = ${now}, status =
          CASE status WHEN 'RJS_ToReportToUserForSuccess' THEN 'RJS_Complete' ELSE 'RJS_Failed' END::retrieve_request_status
        WHERE retrieve_request_id = ANY (${requestIds}::bigint[]) AND is_reporting`);
}

/**
 * Claimed reports that did not get through: due again, or, tried often enough, given up and their requests kept among the
 * failed ones.
 * @returns how many that changed
 */
export function reportsFailed(
  q: Queryable,
  kind: ReportKind,
  failures: readonly FailedReport[],
  host: string,
): Promise<number> {
  const time = new Date();
  const failed = sql`unnest(
      ${failures.map(({ requestId }) => requestId)}::bigint[],
      ${failures.map(({ code }) => code)}::text[],
      ${failures.map((failure) => failureLine(time, host, failure))}::text[]
    ) AS failed (request_id, code, log_line)`;
  const change = sql`is_reporting = FALSE, last_update_time = ${now}, total_report_retries = total_report_retries + 1,
    report_failure_code = failed.code, report_failure_log = concat_ws(E'\n', report_failure_log, failed.log_line)`;
  return kind === 'archive'
    ? q.execute(sql`
        UPDATE archive_request SET ${change},
          status = CASE WHEN total_report_retries + 1 < ${maxReportRetries} THEN status ELSE 'AJS_Failed' END
        FROM ${failed} WHERE archive_request_id = failed.request_id AND is_reporting`)
    : q.execute(sql`
        UPDATE retrieve_request SET ${change},
          status = CASE WHEN total_report_retries + 1 < ${maxReportRetries} THEN status ELSE 'RJS_Failed' END
        FROM ${failed} WHERE retrieve_request_id = failed.request_id AND is_reporting`);
}
