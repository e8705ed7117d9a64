import { ConditionError } from '@cta/conditions';
import { type Database, sql } from '@cta/database';
import { type Author, changedBy } from '../author.ts';
import type { Vid } from '../identifiers.ts';
import { type Attempt, attempt } from '../refusals.ts';
import { type LockedTape, lockTapeWithFiles } from './locked-tape.ts';
import type { TapeState } from './tape.ts';

/** How long a deleted file can be brought back, and its tape therefore is not written over: CTA's 31 days. */
export const recycleLogQuarantineMs = 31 * 24 * 3_600_000;

const reclaimableStates: ReadonlySet<TapeState> = new Set(['ACTIVE', 'DISABLED', 'BROKEN']);

/**
 * Makes a full tape that holds no files empty again: it will be written from its beginning, and deleted files that are on it
 * cannot be brought back any more. Label, state and counts of mounts stay (catalogue: 5.11).
 * @throws NO_SUCH_ENTITY, TAPE_NOT_RECLAIMABLE
 */
export async function reclaimTape(
  db: Database,
  vid: Vid,
  author: Author,
  quarantineMs: number = recycleLogQuarantineMs,
): Promise<void> {
  const what = attempt('reclaim', 'tape', vid);
  await db.transaction(async (t) => {
    const obstacle = obstacleTo(await lockTapeWithFiles(t, vid, what), quarantineMs);
    if (obstacle !== undefined) throw notReclaimable(what, obstacle);
    await t.execute(sql`DELETE FROM FILE_RECYCLE_LOG WHERE VID = ${vid}`);
    await t.execute(sql`UPDATE TAPE SET ${changedBy(author, emptied)} WHERE VID = ${vid}`);
  });
}

const emptied = {
  data_in_bytes: 0,
  master_data_in_bytes: 0,
  last_fseq: 0,
  nb_master_files: 0,
  nb_copy_nb_1: 0,
  copy_nb_1_in_bytes: 0,
  nb_copy_nb_gt_1: 0,
  copy_nb_gt_1_in_bytes: 0,
  is_full: '0',
  is_from_castor: '0',
  dirty: '0',
  verification_status: null,
};

function obstacleTo(tape: LockedTape, quarantineMs: number): string | undefined {
  if (!reclaimableStates.has(tape.state)) return `it is ${tape.state}, and must be ACTIVE, DISABLED or BROKEN`;
  if (!tape.full) return 'it is not full';
  if (tape.files > 0n) return `${tape.files} files are on it`;
  const age = tape.secondsSinceDeletion;
  if (age === null || age * 1000 >= quarantineMs) return undefined;
  return `a file of it was deleted ${Math.round(age)} s ago, and can be brought back for ${quarantineMs / 1000} s`;
}

function notReclaimable({ kind, name }: Attempt, obstacle: string): ConditionError {
  return new ConditionError('TAPE_NOT_RECLAIMABLE', {
    message: `Cannot reclaim ${kind} ${name} because ${obstacle}`,
    details: { kind, name },
  });
}
