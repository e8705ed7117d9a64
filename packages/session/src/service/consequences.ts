import { pairHistory } from '@cta/catalogue';
import type { ConditionError } from '@cta/conditions';
import { endMount, type Mount } from '@cta/scheduler';
import { type Blame, blame } from '../machine/blame.ts';
import { disableTapeOf, moveRetrievesOf } from '../mount/failed-tape.ts';
import type { DriveParts } from './drive-parts.ts';
import type { GivenUp } from './giving-up.ts';
import { tryAtLeastOnce } from './last-try.ts';

/** Asks the histories of drive and tape, of which the fault is a part by now, who bears its consequence. */
export async function whoIsToBlame(
  { catalogueDb, installation, options, patiently }: DriveParts,
  { vid }: Pick<Mount, 'vid'>,
  fault: ConditionError,
  signal: AbortSignal,
): Promise<Blame> {
  const read = () => pairHistory(catalogueDb, installation.driveName, vid);
  const history = await patiently('Catalogue', read, signal);
  return blame(fault, history, options.blame);
}

/**
 * Ends a mount that a fault has ended. With a reason its tape is taken out of use first, so that no drive gets it for what
 * is queued again, and whoever waits for its files is sent to other copies.
 */
export async function endFailedMount(
  parts: DriveParts,
  mount: Pick<Mount, 'mountId' | 'vid'>,
  tapeAtFault: ConditionError | undefined,
  givenUp: GivenUp,
): Promise<void> {
  if (tapeAtFault !== undefined) await disableTapeOf(parts, mount, tapeAtFault, givenUp.Catalogue);
  await tryAtLeastOnce(parts, 'SchedulerDB', () => endMount(parts.schedulerDb, mount.mountId), givenUp.SchedulerDB);
  if (tapeAtFault !== undefined) await moveRetrievesOf(parts, mount, givenUp);
}
