import { type DriveSession, settleSessionFault } from '@cta/catalogue';
import { ConditionError, findCondition } from '@cta/conditions';
import { endMount, type LiveMount, liveMountOf } from '@cta/scheduler';
import type { DriveParts } from './drive-parts.ts';
import { endFailedMount, whoIsToBlame } from './consequences.ts';

/** A mount that an earlier process has left; with a fault where that process died in its session. */
export interface PastMount {
  readonly mount: LiveMount;
  readonly fault: ConditionError | undefined;
}

/**
 * Finds the mount that an earlier process has left, if any. Where the drive's status says that it was in that very mount,
 * its process has died in the session; that is a fault of this drive and tape like any other, recorded at once, unless it
 * has recorded one itself.
 *
 * @param interrupted the session that the drive was in when this process started
 */
export async function findPastMount(
  parts: DriveParts,
  interrupted: DriveSession | undefined,
  signal: AbortSignal,
): Promise<PastMount | undefined> {
  const { schedulerDb, installation, patiently } = parts;
  const mount = await patiently('SchedulerDB', () => liveMountOf(schedulerDb, installation.driveName), signal);
  if (mount === undefined) return undefined;
  const died = interrupted !== undefined && 'mount' in interrupted && interrupted.mount?.mountId === mount.mountId;
  return { mount, fault: died ? await settleDeath(parts, mount, interrupted.status, signal) : undefined };
}

/** Ends the mount, so that its jobs are queued again. @returns what the drive is to blame for */
export async function endPastMount(
  parts: DriveParts,
  { mount, fault }: PastMount,
  signal: AbortSignal,
): Promise<ConditionError | undefined> {
  const { schedulerDb, patiently, logger } = parts;
  const { mountId, vid } = mount;
  let blamed: ConditionError | undefined;
  if (fault === undefined) {
    await patiently('SchedulerDB', () => endMount(schedulerDb, mountId), signal);
  } else {
    const { drive, tape } = await whoIsToBlame(parts, mount, fault, signal);
    const inMount = { ...parts, logger: logger.with({ mount_id: mountId, vid }) };
    await endFailedMount(inMount, mount, tape, signal);
    blamed = drive;
  }
  logger.emit('mount_of_the_past_ended', { mount_id: mountId, vid }, fault);
  return blamed;
}

async function settleDeath(
  { catalogueDb, installation, patiently }: DriveParts,
  { mountId, vid }: LiveMount,
  status: DriveSession['status'],
  signal: AbortSignal,
): Promise<ConditionError> {
  const death = new ConditionError('SERVICE_DIED_IN_SESSION', { message: `its drive was ${status}` });
  const actor = `cta-taped@${installation.host}`;
  const told = { mountId, vid, code: death.code, text: death.message, actor };
  const settle = () => settleSessionFault(catalogueDb, installation.driveName, told);
  const { code, text } = await patiently('Catalogue', settle, signal);
  // A code of another version of this program says nothing to us.
  const condition = findCondition(code);
  if (condition === undefined || condition.name === death.condition) return death;
  return ConditionError.told(condition.name, text);
}
