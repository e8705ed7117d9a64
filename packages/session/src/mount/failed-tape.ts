import { disableTape, tapesByVid } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type Mount, moveRetrieveJobs, otherTapesOf } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';
import type { GivenUp } from '../service/giving-up.ts';

/** Takes the mount's tape out of use, for a reason that names the drive. */
export async function disableTapeOf(
  parts: DriveParts,
  { vid, mountId }: Pick<Mount, 'vid' | 'mountId'>,
  fault: ConditionError,
  signal: AbortSignal,
) {
  const { catalogueDb, installation, patiently, logger } = parts;
  const actor = `cta-taped@${installation.host}`;
  const reason = `${fault.message} (drive ${installation.driveName})`;
  const cause = { code: fault.code, reason, actor, driveName: installation.driveName, mountId };
  await patiently('Catalogue', () => disableTape(catalogueDb, vid, cause), signal);
  // What the fault says is in the log as that of the activity which met it.
  logger.emit('tape_disabled', {}, new ConditionError(fault.condition));
}

/** Whoever waits for files of a tape that nobody can read now gets them from their other copies, where there are any. */
export async function moveRetrievesOf(parts: DriveParts, { vid }: Pick<Mount, 'vid'>, givenUp: GivenUp) {
  const { catalogueDb, schedulerDb, patiently, logger } = parts;
  const others = await patiently('SchedulerDB', () => otherTapesOf(schedulerDb, vid), givenUp.SchedulerDB);
  const tapes = await patiently('Catalogue', () => tapesByVid(catalogueDb, others), givenUp.Catalogue);
  const readable = tapes.filter(({ state }) => state === 'ACTIVE').map((tape) => tape.vid);
  if (readable.length === 0) return;
  const jobs = await patiently('SchedulerDB', () => moveRetrieveJobs(schedulerDb, vid, readable), givenUp.SchedulerDB);
  if (jobs > 0) logger.emit('retrieves_moved', { jobs });
}
