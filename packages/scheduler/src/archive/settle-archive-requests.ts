import { sql } from '@cta/database';
import { now } from '../schema/database-clock.ts';

/**
 * End of a statement that ended archive jobs: `settled` has, for each request, how many of its jobs ended and why some
 * failed (code, text and log; null where none did). The request's report is due when none of its jobs is left: exactly
 * one report, of failure if any copy failed. Two mounts may settle copies of the same requests at once: rows are locked in
 * the order of their numbers, so that neither waits for the other in a circle.
 */
export const settleArchiveRequests = sql`
    locked AS (
      SELECT settled.* FROM archive_request JOIN settled USING (archive_request_id)
      ORDER BY archive_request_id FOR UPDATE OF archive_request
    )
    UPDATE archive_request SET
      jobs_left = jobs_left - locked.jobs,
      last_update_time = ${now},
      failure_code = coalesce(failure_code, locked.code),
      failure_text = coalesce(failure_text, locked.text),
      failure_log = nullif(concat_ws(E'\n', failure_log, locked.log), ''),
      status = CASE
        WHEN jobs_left > locked.jobs THEN status
        WHEN coalesce(failure_code, locked.code) IS NULL THEN
          CASE WHEN archive_report_url IS NULL THEN 'AJS_Complete' ELSE 'AJS_ToReportToUserForSuccess' END
            ::archive_request_status
        WHEN archive_error_report_url IS NULL THEN 'AJS_Failed'
        ELSE 'AJS_ToReportToUserForFailure'
      END
    FROM locked
    WHERE archive_request.archive_request_id = locked.archive_request_id`;
