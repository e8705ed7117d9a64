import type { DriveName, Vid } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type Database, sql } from '@cta/database';
import type { LabelRequestId } from '../identifiers.ts';
import { now } from '../schema/database-clock.ts';

/** A tape to be labelled. */
export interface LabelRequest {
  readonly vid: Vid;
  readonly logicalLibrary: string;
  /** Labels a tape that holds data or a foreign label. */
  readonly force: boolean;
  /** The VID that the tape's label has now, where it differs. */
  readonly oldVid?: Vid;
  /** The one drive that may do it; any drive of the library where it is not given. */
  readonly drive?: DriveName;
  readonly author: { readonly user: string; readonly host: string };
}

/**
 * Queues the labelling of a tape.
 * @throws LABEL_ALREADY_REQUESTED where the tape waits for a label or gets one now
 */
export async function queueLabel(db: Database, request: LabelRequest): Promise<LabelRequestId> {
  const [row] = await db.query<{ label_request_id: LabelRequestId }>(sql`
    INSERT INTO label_request (
      status, vid, old_vid, logical_library, drive, is_forced, requester_name, requester_host, creation_time,
      last_update_time)
    VALUES (
      'queued', ${request.vid}, ${request.oldVid ?? null}, ${request.logicalLibrary}, ${request.drive ?? null},
      ${request.force}, ${request.author.user}, ${request.author.host}, ${now}, ${now})
    ON CONFLICT (vid) WHERE status IN ('queued', 'active') DO NOTHING
    RETURNING label_request_id`);
  if (row !== undefined) return row.label_request_id;
  throw new ConditionError('LABEL_ALREADY_REQUESTED', {
    message: `Cannot label tape ${request.vid} because a request to label it is already queued or active`,
    details: { vid: request.vid },
  });
}
