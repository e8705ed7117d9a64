import type { MountId } from '@cta/catalogue';
import { type Queryable, sql } from '@cta/database';
import type { LabelRequestId } from '../identifiers.ts';
import type { JobFailure } from '../jobs/job-failure.ts';
import { now } from '../schema/database-clock.ts';

/** The tape of a label mount is labelled. @returns how many requests that settled: 0 where the mount owned none any more */
export function reportLabelled(q: Queryable, mountId: MountId): Promise<number> {
  return q.execute(sql`
    UPDATE label_request SET status = 'done', last_update_time = ${now}
    WHERE mount_id = ${mountId} AND status = 'active'`);
}

/** Labelling failed, for good. @returns how many requests that settled: 0 where the mount owned none any more */
export function failLabel(q: Queryable, mountId: MountId, { code, text }: JobFailure): Promise<number> {
  return q.execute(sql`
    UPDATE label_request
    SET status = 'failed', failure_code = ${code}, failure_text = ${text}, last_update_time = ${now}
    WHERE mount_id = ${mountId} AND status = 'active'`);
}

/** Fails a request that no mount could ever be made for. */
export function failQueuedLabel(q: Queryable, id: LabelRequestId, { code, text }: JobFailure): Promise<number> {
  return q.execute(sql`
    UPDATE label_request
    SET status = 'failed', failure_code = ${code}, failure_text = ${text}, last_update_time = ${now}
    WHERE label_request_id = ${id} AND status = 'queued'`);
}
