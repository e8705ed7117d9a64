import type { Vid } from '@cta/catalogue';
import { type Queryable, sql } from '@cta/database';
import type { LabelRequestId } from '../identifiers.ts';
import type { MountingDrive } from '../mounts/mount.ts';
import type { LabelCandidate } from '../mounts/mount-snapshot.ts';

/** A queued label request, without its tape. */
export interface QueuedLabel {
  readonly labelRequestId: LabelRequestId;
  readonly vid: Vid;
  readonly force: boolean;
  readonly oldVid: Vid | undefined;
}

interface QueuedLabelRow {
  readonly label_request_id: LabelRequestId;
  readonly vid: Vid;
  readonly is_forced: boolean;
  readonly old_vid: Vid | null;
}

/** A drive needs only the first whose tape is free. */
const maxCandidates = 100;

/** Label requests that a drive may serve, oldest first. */
export async function labelsFor(
  q: Queryable,
  { driveName, logicalLibrary }: MountingDrive,
): Promise<readonly QueuedLabel[]> {
  const rows = await q.query<QueuedLabelRow>(sql`
    SELECT label_request_id, vid, is_forced, old_vid FROM label_request
    WHERE status = 'queued' AND logical_library = ${logicalLibrary} AND (drive IS NULL OR drive = ${driveName})
    ORDER BY label_request_id LIMIT ${maxCandidates}`);
  return rows.map((row) => ({
    labelRequestId: row.label_request_id,
    vid: row.vid,
    force: row.is_forced,
    oldVid: row.old_vid ?? undefined,
  }));
}

/** Leaves out the label requests that somebody else has served since. */
export async function stillQueued(
  q: Queryable,
  candidates: readonly LabelCandidate[],
): Promise<readonly LabelCandidate[]> {
  if (candidates.length === 0) return [];
  const rows = await q.query<{ label_request_id: LabelRequestId }>(sql`
    SELECT label_request_id FROM label_request
    WHERE label_request_id = ANY (${candidates.map(({ labelRequestId }) => labelRequestId)}::bigint[])
      AND status = 'queued'`);
  const queued = new Set(rows.map((row) => row.label_request_id));
  return candidates.filter(({ labelRequestId }) => queued.has(labelRequestId));
}
