import { changeDriveComment as changeComment, type Drive, removeDrive, setDriveDown, setDriveUp } from '@cta/catalogue';
import { isCondition } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';
import { selectDrives } from './drive-selection.ts';

/** Drives by a regular expression over their whole names. Each order answers with a sentence a drive, as CTA's does. */
interface DriveOrder {
  readonly pattern: string;
}

/** Sets drives up: they take mounts once their service has looked at the hardware. Each answer tells what was wrong. */
export function setDrivesUp(
  context: AdminContext,
  { pattern, reason }: DriveOrder & { readonly reason: string },
): Promise<readonly string[]> {
  return forEachDrive(context, pattern, 'No action was taken.', async ({ driveName, desired }) => {
    await setDriveUp(context.catalogueDb, driveName, { text: reason, actor: actorOf(context) });
    return `Drive ${driveName}: set Up.${whatWasWrong(desired)}`;
  });
}

/** Sets drives down, for a reason: what they do now is finished, and then they take no more mounts. */
export function setDrivesDown(
  context: AdminContext,
  { pattern, reason, force }: DriveOrder & { readonly reason: string; readonly force: boolean },
): Promise<readonly string[]> {
  return forEachDrive(context, pattern, 'No action was taken.', async ({ driveName }) => {
    await setDriveDown(context.catalogueDb, driveName, { text: reason, actor: actorOf(context), forced: force });
    return `Drive ${driveName}: set Down${force ? ' (forced)' : ''}.`;
  });
}

export function changeDriveComment(
  context: AdminContext,
  { pattern, comment }: DriveOrder & { readonly comment: string },
): Promise<readonly string[]> {
  return forEachDrive(context, pattern, 'No action was taken.', async ({ driveName }) => {
    await changeComment(context.catalogueDb, driveName, comment, context.author);
    return `Drive ${driveName}: set a new comment.`;
  });
}

/** Removes drives from the Catalogue; one that is in use is skipped, unless it is forced. */
export function removeDrives(
  context: AdminContext,
  { pattern, force }: DriveOrder & { readonly force: boolean },
): Promise<readonly string[]> {
  return forEachDrive(context, pattern, 'No drives were removed.', async ({ driveName, session }) => {
    try {
      await removeDrive(context.catalogueDb, driveName, { actor: actorOf(context), forced: force });
      return `Drive ${driveName} removed${force ? ' (forced)' : ''}.`;
    } catch (error) {
      if (!isCondition(error, 'ENTITY_IN_USE')) throw error;
      return `Drive ${driveName} in state ${session.status} and force is not set (skipped).`;
    }
  });
}

function whatWasWrong(desired: Drive['desired']): string {
  if (desired.state === 'UP') return '';
  const { code, text, actor, since } = desired;
  const why =
    text === '' ? 'without a reason' : `for ${code === null || text.startsWith(code) ? '' : `${code} `}${text}`;
  return ` It was down since ${since.toISOString()} by ${actor}, ${why}`;
}

async function forEachDrive(
  context: AdminContext,
  pattern: string,
  nothingDone: string,
  order: (drive: Drive) => Promise<string>,
): Promise<readonly string[]> {
  const drives = await selectDrives(context, pattern);
  if (drives.length === 0) return [`No drives match "^${pattern}$". ${nothingDone}`];
  const sentences: string[] = [];
  for (const drive of drives) sentences.push(await order(drive));
  return sentences;
}

function actorOf({ author }: AdminContext): string {
  return `${author.user}@${author.host}`;
}
