import { type ConditionCode, ConditionError } from '@cta/conditions';
import { type Queryable, sql } from '@cta/database';
import { type Author, epochNow } from '../author.ts';
import type { DriveName, MountId, Vid } from '../identifiers.ts';
import { attempt, noSuchEntity, shortened, valueInvalid } from '../refusals.ts';
import type { PendingTapeState, SettableTapeState, TapeState } from './tape.ts';

/** What must be done before a tape comes into a state. */
type Way = 'direct' | 'drain-first' | { readonly refused: string };

/** States on whose way the jobs that wait for the tape are settled, and the state meanwhile. */
const pendingStates: Partial<Record<TapeState, PendingTapeState>> = {
  REPACKING: 'REPACKING_PENDING',
  BROKEN: 'BROKEN_PENDING',
  EXPORTED: 'EXPORTED_PENDING',
};

/** CTA's rules of operators' changes (catalogue: 4.1). */
export function tapeStateChange(from: TapeState, to: SettableTapeState): Way {
  const pendingFor = from.endsWith('_PENDING') ? from.slice(0, -'_PENDING'.length) : undefined;
  if (pendingFor !== undefined && pendingFor !== to) {
    return { refused: `it is on its way to ${pendingFor}, a temporary internal state` };
  }
  if (to === 'REPACKING_DISABLED' && from !== 'REPACKING') return { refused: `${to} can only follow REPACKING` };
  if (from === 'REPACKING_DISABLED' && (to === 'ACTIVE' || to === 'DISABLED')) {
    return { refused: `only REPACKING, BROKEN or EXPORTED can follow ${from}` };
  }
  const isRepacking = from === 'REPACKING' || from === 'REPACKING_DISABLED';
  return pendingStates[to] === undefined || isRepacking ? 'direct' : 'drain-first';
}

export interface TapeStateChange {
  readonly state: SettableTapeState;
  /** Needed unless the state is ACTIVE. */
  readonly reason: string | null;
}

/**
 * Changes a tape's state for an operator. The reason alone is changed where the state is the same.
 * @param drainRetrieveQueue settles the jobs that wait for the tape; called where the new state lets nobody read it, and again
 * where that was cut off
 * @throws NO_SUCH_ENTITY, VALUE_INVALID, STATE_CHANGE_REFUSED where the rules or a change at the same time forbid it
 */
export async function changeTapeState(
  q: Queryable,
  vid: Vid,
  { state, reason }: TapeStateChange,
  author: Author,
  drainRetrieveQueue: (vid: Vid) => Promise<void>,
): Promise<void> {
  const what = attempt('modify', 'tape', vid);
  if (state !== 'ACTIVE' && (reason ?? '').trim() === '') throw valueInvalid(what, `state ${state} needs a reason`);
  const [tape] = await q.query<{ state: TapeState }>(sql`SELECT TAPE_STATE AS "state" FROM TAPE WHERE VID = ${vid}`);
  if (tape === undefined) throw noSuchEntity(what);
  const from = tape.state;
  const set = (before: TapeState, after: TapeState) => compareAndSet(q, vid, { before, after, reason, author });
  const way = from === state ? 'direct' : tapeStateChange(from, state);
  if (typeof way === 'object') throw refused(vid, from, state, way.refused);
  const pending = way === 'drain-first' ? pendingStates[state] : undefined;
  if (pending === undefined) return set(from, state);
  if (from !== pending) await set(from, pending);
  await drainRetrieveQueue(vid);
  return set(pending, state);
}

interface Transition {
  readonly before: TapeState;
  readonly after: TapeState;
  readonly reason: string | null;
  readonly author: Author;
}

async function compareAndSet(q: Queryable, vid: Vid, { before, after, reason, author }: Transition): Promise<void> {
  const changed = await q.execute(sql`
    UPDATE TAPE
       SET TAPE_STATE = ${after}, STATE_REASON = ${reason === null ? null : shortened(reason)},
           STATE_UPDATE_TIME = ${epochNow}, STATE_MODIFIED_BY = ${`${author.user}@${author.host}`}
     WHERE VID = ${vid} AND TAPE_STATE = ${before}`);
  if (changed === 0) throw refused(vid, before, after, 'its state was changed by somebody else just now');
}

function refused(vid: Vid, from: TapeState, to: TapeState, why: string): ConditionError {
  return new ConditionError('STATE_CHANGE_REFUSED', {
    message: `Cannot modify tape ${vid} from ${from} to ${to} because ${why}`,
    details: { kind: 'tape', name: vid, from, to },
  });
}

/** Why a service takes a tape out of use, and where that was found. */
export interface DisableCause {
  readonly code: ConditionCode;
  readonly reason: string;
  readonly actor: string;
  readonly driveName?: DriveName;
  readonly mountId?: MountId;
}

/**
 * A service takes a tape out of use that failed: from ACTIVE to DISABLED, or from REPACKING to REPACKING_DISABLED. In any other
 * state it is out of use already, and its reason stays. The same statement raises the alert.
 */
export async function disableTape(
  q: Queryable,
  vid: Vid,
  { code, reason, actor, driveName, mountId }: DisableCause,
): Promise<'disabled' | 'unchanged'> {
  const rows = await q.query(sql`
    WITH disabled AS (
      UPDATE TAPE
         SET TAPE_STATE = CASE TAPE_STATE WHEN 'ACTIVE' THEN 'DISABLED' ELSE 'REPACKING_DISABLED' END,
             STATE_REASON = ${shortened(reason)}, STATE_UPDATE_TIME = ${epochNow}, STATE_MODIFIED_BY = ${actor}
       WHERE VID = ${vid} AND TAPE_STATE IN ('ACTIVE', 'REPACKING')
      RETURNING VID
    ), alerted AS (
      INSERT INTO ALERT (SUBJECT, CODE, TEXT, ACTOR, DRIVE_NAME, MOUNT_ID, VID)
      SELECT 'tape/' || VID, ${code}, ${shortened(reason)}, ${actor}, ${driveName ?? null}, ${mountId ?? null}, VID
        FROM disabled
      ON CONFLICT (SUBJECT) WHERE RESOLVED_AT IS NULL DO NOTHING
    )
    SELECT FROM disabled`);
  return rows.length === 1 ? 'disabled' : 'unchanged';
}
