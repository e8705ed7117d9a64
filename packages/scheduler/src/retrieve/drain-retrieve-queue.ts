import { type TapeState, tapesByVid, type Vid } from '@cta/catalogue';
import { conditions } from '@cta/conditions';
import { type Queryable, sql } from '@cta/database';
import { failureLine } from '../jobs/failure-log.ts';
import type { JobFailure } from '../jobs/job-failure.ts';
import { moveRetrieveJobs, otherTapesOf } from './move-retrieve-jobs.ts';
import { settleFailedRetrieves } from './settle-failed-retrieves.ts';

/** States in which nobody reads a tape for a user, and will not when they end, and what a job that has no other copy fails of. */
const failureByState = {
  BROKEN: 'TAPE_COPY_LOST',
  EXPORTED: 'TAPE_COPY_LOST',
  REPACKING: 'TAPE_COPY_UNAVAILABLE',
  REPACKING_DISABLED: 'TAPE_COPY_UNAVAILABLE',
} as const;

export type LostTapeState = keyof typeof failureByState;

/** Whether jobs that wait for a tape in this state wait in vain. */
export function isLostState(state: TapeState): state is LostTapeState {
  return state in failureByState;
}

export interface LostTape {
  readonly vid: Vid;
  /** The state that it has, or is about to have. */
  readonly state: LostTapeState;
}

/** What became of the jobs of a queue. */
export interface DrainedJobs {
  /** To the queues of other tapes. */
  readonly moved: number;
  /** For good: there is no other copy that can be read. */
  readonly failed: number;
}

/**
 * Empties the queue of a tape that nobody reads any more: each job goes to its first other copy on an ACTIVE tape, or
 * else on a DISABLED one, and fails where there is neither. What a mount owns stays with it. It may be done twice, and
 * again for what comes later: from a mount that was going on, or from a request that was resolved before.
 * @param host where it is done, for the log of failures
 */
export async function drainRetrieveQueue(
  { schedulerDb, catalogueDb }: { readonly schedulerDb: Queryable; readonly catalogueDb: Queryable },
  { vid, state }: LostTape,
  host: string,
): Promise<DrainedJobs> {
  const others = await otherTapesOf(schedulerDb, vid);
  const tapes = await tapesByVid(catalogueDb, others);
  const inState = (wanted: TapeState) => tapes.filter((tape) => tape.state === wanted).map((tape) => tape.vid);
  const [active, disabled] = [inState('ACTIVE'), inState('DISABLED')];
  const moved =
    (await moveRetrieveJobs(schedulerDb, vid, active)) + (await moveRetrieveJobs(schedulerDb, vid, disabled));
  const { code } = conditions[failureByState[state]];
  const failure = { code, text: `tape ${vid} is ${state}, and no other copy is on a tape that can be read` };
  const judged = { copiesOn: [vid, ...others], butNotOn: [...active, ...disabled] };
  return { moved, failed: await failWaiting(schedulerDb, vid, judged, failureOn(host, failure)) };
}

interface LoggedFailure extends JobFailure {
  readonly line: string;
}

function failureOn(host: string, failure: JobFailure): LoggedFailure {
  return { ...failure, line: failureLine(new Date(), host, failure) };
}

/** Leaves out what was queued meanwhile: jobs with copies on tapes that were not looked at, or that may yet be moved. */
function failWaiting(
  q: Queryable,
  vid: Vid,
  { copiesOn, butNotOn }: { readonly copiesOn: readonly Vid[]; readonly butNotOn: readonly Vid[] },
  { code, text, line }: LoggedFailure,
): Promise<number> {
  return q.execute(sql`
    WITH failed AS (
      DELETE FROM retrieve_job USING retrieve_request
      WHERE retrieve_job.vid = ${vid} AND mount_id IS NULL
        AND retrieve_request.retrieve_request_id = retrieve_job.retrieve_request_id
        AND alternate_vids <@ ${copiesOn}::varchar[] AND NOT alternate_vids && ${butNotOn}::varchar[]
      RETURNING retrieve_job.retrieve_request_id, ${code}::text AS code, ${text}::text AS text,
        concat_ws(E'\n', retrieve_job.failure_log, ${line}::text) AS log
    )
    ${settleFailedRetrieves}`);
}
