import { type Database, type Queryable, type Statement, sql, type Transaction } from '@cta/database';
import { type Author, changedBy, epochNow } from '../author.ts';
import { idOf } from '../entity-lookup.ts';
import type { DriveName, Vid } from '../identifiers.ts';
import {
  type Attempt,
  attempt,
  entityInUse,
  modifying,
  noSuchEntity,
  orNull,
  requireChange,
  requireTexts,
} from '../refusals.ts';
import { lockTapeWithFiles } from './locked-tape.ts';

/** What an operator may change of a tape, but for its state; an optional text that is empty is none. */
export interface TapeChange {
  /** Refused where files are on the tape. */
  readonly mediaType?: string;
  readonly vendor?: string;
  readonly logicalLibrary?: string;
  readonly tapePool?: string;
  /** Refused where files are on the tape, or in the recycle log. */
  readonly encryptionKeyName?: string;
  readonly purchaseOrder?: string;
  readonly verificationStatus?: string;
  readonly full?: boolean;
  /** Whether the statistics of the tape may differ from its files. */
  readonly dirty?: boolean;
  readonly comment?: string;
}

/** Changes what is given of a tape, all or nothing. @throws NO_SUCH_ENTITY, VALUE_INVALID, ENTITY_IN_USE */
export async function changeTape(db: Database, vid: Vid, change: TapeChange, author: Author): Promise<void> {
  const what = attempt('modify', 'tape', vid);
  requireChange(what, change);
  const { mediaType, vendor, logicalLibrary, tapePool } = change;
  requireTexts(what, { 'media type': mediaType, vendor, 'logical library': logicalLibrary, 'tape pool': tapePool });
  await db.transaction(async (t) => {
    await requireUnused(t, vid, change, what);
    const columns = {
      media_type_id: mediaType && (await idOf(t, 'media type', mediaType, what)),
      vendor,
      logical_library_id: logicalLibrary && (await idOf(t, 'logical library', logicalLibrary, what)),
      tape_pool_id: tapePool && (await idOf(t, 'tape pool', tapePool, what)),
      encryption_key_name: orNull(change.encryptionKeyName),
      purchase_order: orNull(change.purchaseOrder),
      verification_status: orNull(change.verificationStatus),
      is_full: flag(change.full),
      dirty: flag(change.dirty),
      user_comment: orNull(change.comment),
    };
    await modifying(what, t.execute(sql`UPDATE TAPE SET ${changedBy(author, columns)} WHERE VID = ${vid}`));
  });
}

/** Locks the tape: what is found stays so until the end of the transaction, since whoever records files locks it too. */
async function requireUnused(
  t: Transaction,
  vid: Vid,
  { mediaType, encryptionKeyName }: TapeChange,
  what: Attempt,
): Promise<void> {
  const { files, recycledFiles } = await lockTapeWithFiles(t, vid, what);
  if (mediaType !== undefined && files > 0n) throw entityInUse(what, 'it contains files');
  if (encryptionKeyName !== undefined && files + recycledFiles > 0n) {
    throw entityInUse(what, 'an encryption key cannot be set on a tape that is not empty');
  }
}

function flag(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? '1' : '0';
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
