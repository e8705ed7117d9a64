import { type Queryable, sql } from '@cta/database';
import { epochNow } from '../author.ts';
import type { DriveName, Vid } from '../identifiers.ts';
import { attempt, entityInUse, noSuchEntity } from '../refusals.ts';

/** CTA's own label format (catalogue: 4.6), the only one that is ever written. */
const ctaLabelFormat = '0';

/**
 * A label ends all that was on a tape, so nothing there may still be wanted.
 * @throws NO_SUCH_ENTITY, ENTITY_IN_USE where the Catalogue or its recycle log has files on it
 */
export async function checkTapeForLabel(q: Queryable, vid: Vid): Promise<void> {
  const what = attempt('label', 'tape', vid);
  const [tape] = await q.query<{ files: boolean; recycled: boolean }>(sql`
    SELECT EXISTS (SELECT FROM TAPE_FILE f WHERE f.VID = t.VID) AS "files",
           EXISTS (SELECT FROM FILE_RECYCLE_LOG r WHERE r.VID = t.VID) AS "recycled"
      FROM TAPE t WHERE t.VID = ${vid}`);
  if (tape === undefined) throw noSuchEntity(what);
  if (tape.files) throw entityInUse(what, 'it contains one or more files');
  if (tape.recycled) throw entityInUse(what, 'one or more files of the recycle log are on it');
}

/** The tape has a new label and nothing else on it. @throws NO_SUCH_ENTITY, or ENTITY_IN_USE as `checkTapeForLabel` */
export async function tapeLabelled(q: Queryable, vid: Vid, drive: DriveName): Promise<void> {
  const changed = await q.execute(sql`
    UPDATE TAPE t
       SET LABEL_DRIVE = ${drive}, LABEL_TIME = ${epochNow}, LABEL_FORMAT = ${ctaLabelFormat}, LAST_FSEQ = 0,
           DATA_IN_BYTES = 0, NB_MASTER_FILES = 0, MASTER_DATA_IN_BYTES = 0
     WHERE VID = ${vid} AND NOT EXISTS (SELECT FROM TAPE_FILE f WHERE f.VID = t.VID)
       AND NOT EXISTS (SELECT FROM FILE_RECYCLE_LOG r WHERE r.VID = t.VID)`);
  if (changed === 0) await checkTapeForLabel(q, vid);
}
