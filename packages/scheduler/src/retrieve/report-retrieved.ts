import type { MountId } from '@cta/catalogue';
import { type Database, sql } from '@cta/database';
import type { JobId } from '../identifiers.ts';
import { withMount } from '../mounts/locked-mount.ts';
import { now } from '../schema/database-clock.ts';

/**
 * These files are in place, or verified.
 * @returns how many jobs that ended: those that the mount still owned
 */
export function reportRetrieved(db: Database, mountId: MountId, jobIds: readonly JobId[]): Promise<number> {
  return withMount(db, mountId, 0, (t) =>
    t.execute(sql`
      WITH ended AS (
        DELETE FROM retrieve_job WHERE job_id = ANY (${jobIds}::bigint[]) AND mount_id = ${mountId}
        RETURNING retrieve_request_id
      )
      UPDATE retrieve_request SET
        last_update_time = ${now},
        status = CASE WHEN retrieve_report_url IS NULL THEN 'RJS_Complete' ELSE 'RJS_ToReportToUserForSuccess' END
          ::retrieve_request_status
      FROM ended WHERE retrieve_request.retrieve_request_id = ended.retrieve_request_id`),
  );
}
