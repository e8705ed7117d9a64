import { sql } from '@cta/database';
import { now } from '../schema/database-clock.ts';

/**
 * End of a statement that ended retrieve jobs for good: `failed` has, for each request, why (code and text) and the log of
 * all its failures. The request's report is due, where it wants one.
 */
export const settleFailedRetrieves = sql`
    UPDATE retrieve_request SET
      last_update_time = ${now}, failure_code = failed.code, failure_text = failed.text, failure_log = failed.log,
      status = CASE WHEN retrieve_error_report_url IS NULL THEN 'RJS_Failed' ELSE 'RJS_ToReportToUserForFailure' END
        ::retrieve_request_status
    FROM failed WHERE retrieve_request.retrieve_request_id = failed.retrieve_request_id`;
