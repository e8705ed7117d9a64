import { type DriveSession, type FirstFault, firstSessionFault, settleSessionFault } from '@cta/catalogue';
import { ConditionError, findCondition } from '@cta/conditions';
import { endMount, type LiveMount, liveMountOf } from '@cta/scheduler';
import type { DriveParts } from './drive-parts.ts';
import { verdictOn } from '../machine/verdict.ts';
import { endFailedMount, whoIsToBlame } from './consequences.ts';

type MountOfTape = Pick<LiveMount, 'mountId' | 'vid'>;

/** What an earlier process has left. */
export interface PastMount {
  /** The mount that lives still. */
  readonly live: MountOfTape | undefined;
  /** A session that ended in a fault, from which nobody is known to have drawn every consequence. */
  readonly failed: FailedSession | undefined;
}

interface FailedSession {
  readonly mount: MountOfTape;
  readonly fault: ConditionError;
  /** The drive was put down for it, or somebody has vouched for the drive since. */
  readonly isDriveJudged: boolean;
}

/**
 * Finds what an earlier process has left. Where the drive's status says that it was in the mount that lives still, its
 * process has died in the session; that is a fault of this drive and tape like any other, recorded at once, unless it has
 * recorded one itself. A process may also die between the end of a mount and what the drive is blamed for: so a session
 * that the status tells of is judged by its fault also where its mount has ended.
 *
 * @param interrupted the session that the drive was in when this process started
 */
export async function findPastMount(
  parts: DriveParts,
  interrupted: DriveSession | undefined,
  signal: AbortSignal,
): Promise<PastMount> {
  const { catalogueDb, schedulerDb, installation, patiently, logger } = parts;
  const live = await patiently('SchedulerDB', () => liveMountOf(schedulerDb, installation.driveName), signal);
  const toldOf = interrupted !== undefined && 'mount' in interrupted ? interrupted.mount : undefined;
  const mount = toldOf ?? live;
  if (mount === undefined) return { live, failed: undefined };
  const lives = mount.mountId === live?.mountId;
  if (lives && interrupted !== undefined && toldOf !== undefined) {
    await settleDeath(parts, mount, interrupted.status, signal);
  }
  const ask = () => firstSessionFault(catalogueDb, installation.driveName, mount.mountId);
  const first = await patiently('Catalogue', ask, signal);
  const isToJudge = first !== undefined && (lives || first.isOpen);
  if (lives || isToJudge) logger.emit('mount_of_the_past_found', { mount_id: mount.mountId, vid: mount.vid });
  if (!isToJudge) return { live, failed: undefined };
  return { live, failed: { mount, fault: faultOf(first), isDriveJudged: !first.isOpen } };
}

/**
 * Draws the consequences, and ends the mount, so that its jobs are queued again.
 * @param alert a critical alert that was raised in it: says more than that its process died
 * @returns what the drive is to blame for
 */
export async function endPastMount(
  parts: DriveParts,
  { live, failed }: PastMount,
  alert: ConditionError | undefined,
  signal: AbortSignal,
): Promise<ConditionError | undefined> {
  const { schedulerDb, patiently, logger } = parts;
  const blamed = failed && (await judge(parts, failed, alert, signal));
  if (live === undefined) return blamed;
  const { mountId, vid } = live;
  const fault = failed?.mount.mountId === mountId ? failed.fault : undefined;
  if (fault === undefined) await patiently('SchedulerDB', () => endMount(schedulerDb, mountId), signal);
  // What the drive itself is to blame for is told where it goes DOWN for it.
  logger.emit('mount_of_the_past_ended', { mount_id: mountId, vid }, fault === blamed ? undefined : fault);
  return blamed;
}

async function judge(
  parts: DriveParts,
  { mount, fault, isDriveJudged }: FailedSession,
  alert: ConditionError | undefined,
  signal: AbortSignal,
): Promise<ConditionError | undefined> {
  const { mountId, vid } = mount;
  const inMount = { ...parts, logger: parts.logger.with({ mount_id: mountId, vid }) };
  const isOpen = fault.is('SERVICE_DIED_IN_SESSION') || verdictOn(fault.condition) === 'doubtful';
  const cause = isOpen && alert !== undefined ? alert : fault;
  const { drive, tape } = await whoIsToBlame(inMount, mount, cause, signal);
  await endFailedMount(inMount, mount, tape, { Catalogue: signal, SchedulerDB: signal });
  return isDriveJudged ? undefined : drive;
}

async function settleDeath(
  { catalogueDb, installation, patiently }: DriveParts,
  { mountId, vid }: MountOfTape,
  status: DriveSession['status'],
  signal: AbortSignal,
): Promise<void> {
  const { code, message } = new ConditionError('SERVICE_DIED_IN_SESSION', { message: `its drive was ${status}` });
  const death = { mountId, vid, code, text: message, actor: `cta-taped@${installation.host}` };
  await patiently('Catalogue', () => settleSessionFault(catalogueDb, installation.driveName, death), signal);
}

function faultOf({ code, text }: FirstFault): ConditionError {
  // A code of another version of this program says nothing to us but that the session failed.
  const { name } = findCondition(code) ?? { name: 'SERVICE_DIED_IN_SESSION' as const };
  return ConditionError.told(name, text);
}
