import { sql, type Transaction } from '@cta/database';
import type { Vid } from '../identifiers.ts';
import { type Attempt, noSuchEntity } from '../refusals.ts';
import type { TapeState } from './tape.ts';

/** A tape whose row is locked until the transaction ends, and how many files refer to it. */
export interface LockedTape {
  readonly state: TapeState;
  readonly full: boolean;
  readonly files: bigint;
  /** Files of the recycle log. */
  readonly recycledFiles: bigint;
  /** Since the latest of them was deleted; null where there is none. */
  readonly secondsSinceDeletion: number | null;
}

/** @throws NO_SUCH_ENTITY */
export async function lockTapeWithFiles(t: Transaction, vid: Vid, what: Attempt): Promise<LockedTape> {
  const [tape] = await t.query<LockedTape>(sql`
    SELECT t.TAPE_STATE AS "state", t.IS_FULL = '1' AS "full",
           (SELECT count(*) FROM TAPE_FILE f WHERE f.VID = t.VID) AS "files", recycled.*
      FROM TAPE t CROSS JOIN LATERAL (
        SELECT count(*) AS "recycledFiles",
               (extract(epoch FROM clock_timestamp()) - max(RECYCLE_LOG_TIME))::float8 AS "secondsSinceDeletion"
          FROM FILE_RECYCLE_LOG r WHERE r.VID = t.VID
      ) AS recycled
     WHERE t.VID = ${vid} FOR UPDATE OF t`);
  if (tape === undefined) throw noSuchEntity(what);
  return tape;
}
