import type { Vid } from '@cta/catalogue';
import type { RetrieveCopy } from './retrieve-request.ts';

/** What waits for a tape already. */
export interface TapeQueue {
  readonly bytes: bigint;
  readonly priority: number;
}

const secondsPerDay = 86_400;

/**
 * The copy to read first: on an ACTIVE tape where there is one, else on a DISABLED one; of these the tape that has most
 * bytes queued, then the highest priority, since it will be mounted anyway. Which of several equals is taken changes
 * from day to day, so that no tape of them wears out alone (scheduler: selectBestVid4Retrieve).
 * @returns undefined where no copy is on such a tape
 */
export function chooseTape(
  copies: readonly RetrieveCopy[],
  queues: ReadonlyMap<Vid, TapeQueue>,
  nowSeconds: number,
): RetrieveCopy | undefined {
  const active = copies.filter(({ tapeState }) => tapeState === 'ACTIVE');
  const candidates = active.length > 0 ? active : copies.filter(({ tapeState }) => tapeState === 'DISABLED');
  const first = candidates.toSorted((a, b) => byQueue(queues.get(a.vid), queues.get(b.vid)))[0];
  if (first === undefined) return undefined;
  const equals = candidates
    .filter(({ vid }) => byQueue(queues.get(vid), queues.get(first.vid)) === 0)
    .toSorted((a, b) => (a.vid < b.vid ? -1 : 1));
  return equals[Math.floor(nowSeconds / secondsPerDay) % equals.length];
}

const nothingQueued: TapeQueue = { bytes: 0n, priority: 0 };

function byQueue(a = nothingQueued, b = nothingQueued): number {
  if (a.bytes !== b.bytes) return a.bytes > b.bytes ? -1 : 1;
  return b.priority - a.priority;
}
