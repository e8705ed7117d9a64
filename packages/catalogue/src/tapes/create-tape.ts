import { type Queryable, sql } from '@cta/database';
import { type Author, auditColumns, auditValues, epochNow } from '../author.ts';
import { idOf } from '../entity-lookup.ts';
import type { Vid } from '../identifiers.ts';
import { attempt, creating, deleting, orNull, requireTexts, valueInvalid } from '../refusals.ts';
import type { SettableTapeState } from './tape.ts';

export interface NewTape {
  readonly vid: Vid;
  readonly mediaType: string;
  readonly vendor: string;
  readonly logicalLibrary: string;
  readonly tapePool: string;
  readonly full: boolean;
  readonly state: SettableTapeState;
  /** Needed unless the tape is ACTIVE. */
  readonly stateReason: string | null;
  readonly purchaseOrder: string | null;
  readonly comment: string | null;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export async function createTape(q: Queryable, tape: NewTape, author: Author): Promise<void> {
  const { vid, mediaType, vendor, logicalLibrary, tapePool, state, stateReason, purchaseOrder, comment } = tape;
  const what = attempt('create', 'tape', vid);
  requireTexts(what, { vendor });
  if (state !== 'ACTIVE' && (stateReason ?? '').trim() === '') {
    throw valueInvalid(what, `state ${state} needs a reason`);
  }
  const mediaTypeId = await idOf(q, 'media type', mediaType, what);
  const logicalLibraryId = await idOf(q, 'logical library', logicalLibrary, what);
  const tapePoolId = await idOf(q, 'tape pool', tapePool, what);
  const inserted = q.execute(sql`
    INSERT INTO TAPE (
      VID, MEDIA_TYPE_ID, VENDOR, LOGICAL_LIBRARY_ID, TAPE_POOL_ID, DATA_IN_BYTES, LAST_FSEQ, IS_FULL,
      IS_FROM_CASTOR, TAPE_STATE, STATE_REASON, STATE_UPDATE_TIME, STATE_MODIFIED_BY, PURCHASE_ORDER, USER_COMMENT,
      ${auditColumns}
    ) VALUES (
      ${vid}, ${mediaTypeId}, ${vendor}, ${logicalLibraryId}, ${tapePoolId}, 0, 0, ${tape.full ? '1' : '0'},
      '0', ${state}, ${orNull(stateReason)}, ${epochNow}, ${`${author.user}@${author.host}`},
      ${orNull(purchaseOrder)}, ${orNull(comment)}, ${auditValues(author)}
    ) ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE where it has files, or files in the recycle log */
export function deleteTape(q: Queryable, vid: Vid): Promise<void> {
  return deleting(attempt('delete', 'tape', vid), q.execute(sql`DELETE FROM TAPE WHERE VID = ${vid}`));
}
