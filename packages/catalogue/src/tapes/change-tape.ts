import { type Queryable, type Statement, sql } from '@cta/database';
import { type Author, auditUpdate, epochNow } from '../author.ts';
import type { DriveName, Vid } from '../identifiers.ts';
import { attempt, noSuchEntity, shortened } from '../refusals.ts';

/** An operator says whether a tape takes more files. @throws NO_SUCH_ENTITY */
export function setTapeFull(q: Queryable, vid: Vid, full: boolean, author: Author): Promise<void> {
  return update(q, vid, sql`IS_FULL = ${full ? '1' : '0'}, ${auditUpdate(author)}`);
}

/** @param comment empty: none. @throws NO_SUCH_ENTITY */
export function changeTapeComment(q: Queryable, vid: Vid, comment: string, author: Author): Promise<void> {
  return update(q, vid, sql`USER_COMMENT = NULLIF(${shortened(comment)}, ''), ${auditUpdate(author)}`);
}

/** A drive came to the end of a tape: no more files go to it. @throws NO_SUCH_ENTITY */
export function markTapeFull(q: Queryable, vid: Vid): Promise<void> {
  return update(q, vid, sql`IS_FULL = '1'`);
}

/** A tape is in a drive and ready. @throws NO_SUCH_ENTITY */
export function tapeMounted(q: Queryable, vid: Vid, drive: DriveName, purpose: 'archive' | 'retrieve'): Promise<void> {
  const assignments =
    purpose === 'archive'
      ? sql`LAST_WRITE_DRIVE = ${drive}, LAST_WRITE_TIME = ${epochNow}, WRITE_MOUNT_COUNT = WRITE_MOUNT_COUNT + 1`
      : sql`LAST_READ_DRIVE = ${drive}, LAST_READ_TIME = ${epochNow}, READ_MOUNT_COUNT = READ_MOUNT_COUNT + 1`;
  return update(q, vid, assignments);
}

async function update(q: Queryable, vid: Vid, assignments: Statement): Promise<void> {
  const changed = await q.execute(sql`UPDATE TAPE SET ${assignments} WHERE VID = ${vid}`);
  if (changed === 0) throw noSuchEntity(attempt('modify', 'tape', vid));
}
