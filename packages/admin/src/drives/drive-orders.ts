import { changeDriveComment as changeComment, type Drive, removeDrive, setDriveDown, setDriveUp } from '@cta/catalogue';
import { isCondition } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';
import { type DriveLsItem, type ReasonFields, reasonFields } from './drive-ls-item.ts';
import { selectDrives } from './drive-selection.ts';

/** Drives by a regular expression over their whole names. */
interface DriveOrder {
  readonly pattern: string;
}

/** What became of an order: for people a sentence a drive, as CTA's does, or that there is none; for programs an item a drive. */
export interface DriveOrderAnswer<Item> {
  readonly sentences: readonly string[];
  readonly drives: readonly Item[];
}

/** A drive of which another state is desired now, and what it was desired to be before: DOWN with its reason. */
export interface DesiredStateItem {
  readonly driveName: string;
  readonly desiredDriveState: 'UP' | 'DOWN';
  readonly before: Pick<DriveLsItem, 'desiredDriveState'> & ReasonFields;
}

export interface DriveCommentItem {
  readonly driveName: string;
  readonly comment: string;
}

export interface DriveRemovalItem {
  readonly driveName: string;
  /** Not where it is in use, and was not forced. */
  readonly removed: boolean;
}

/** Sets drives up: they take mounts once their service has looked at the hardware. Each answer tells what was wrong. */
export function setDrivesUp(
  context: AdminContext,
  { pattern, reason }: DriveOrder & { readonly reason: string },
): Promise<DriveOrderAnswer<DesiredStateItem>> {
  return forEachDrive(context, pattern, 'No action was taken.', async ({ driveName, desired }) => {
    await setDriveUp(context.catalogueDb, driveName, { text: reason, actor: actorOf(context) });
    const item = { driveName, desiredDriveState: 'UP', before: desiredFields(desired) } as const;
    return { sentence: `Drive ${driveName}: set Up.${whatWasWrong(desired)}`, item };
  });
}

/** Sets drives down, for a reason: what they do now is finished, and then they take no more mounts. */
export function setDrivesDown(
  context: AdminContext,
  { pattern, reason, force }: DriveOrder & { readonly reason: string; readonly force: boolean },
): Promise<DriveOrderAnswer<DesiredStateItem>> {
  return forEachDrive(context, pattern, 'No action was taken.', async ({ driveName, desired }) => {
    await setDriveDown(context.catalogueDb, driveName, { text: reason, actor: actorOf(context), forced: force });
    const item = { driveName, desiredDriveState: 'DOWN', before: desiredFields(desired) } as const;
    return { sentence: `Drive ${driveName}: set Down${force ? ' (forced)' : ''}.`, item };
  });
}

export function changeDriveComment(
  context: AdminContext,
  { pattern, comment }: DriveOrder & { readonly comment: string },
): Promise<DriveOrderAnswer<DriveCommentItem>> {
  return forEachDrive(context, pattern, 'No action was taken.', async ({ driveName }) => {
    await changeComment(context.catalogueDb, driveName, comment, context.author);
    return { sentence: `Drive ${driveName}: set a new comment.`, item: { driveName, comment } };
  });
}

/** Removes drives from the Catalogue; one that is in use is skipped, unless it is forced. */
export function removeDrives(
  context: AdminContext,
  { pattern, force }: DriveOrder & { readonly force: boolean },
): Promise<DriveOrderAnswer<DriveRemovalItem>> {
  return forEachDrive<DriveRemovalItem>(context, pattern, 'No drives were removed.', async ({ driveName, session }) => {
    try {
      await removeDrive(context.catalogueDb, driveName, { actor: actorOf(context), forced: force });
      const sentence = `Drive ${driveName} removed${force ? ' (forced)' : ''}.`;
      return { sentence, item: { driveName, removed: true } };
    } catch (error) {
      if (!isCondition(error, 'ENTITY_IN_USE')) throw error;
      const sentence = `Drive ${driveName} in state ${session.status} and force is not set (skipped).`;
      return { sentence, item: { driveName, removed: false } };
    }
  });
}

function desiredFields(desired: Drive['desired']): DesiredStateItem['before'] {
  return { desiredDriveState: desired.state, ...reasonFields(desired) };
}

function whatWasWrong(desired: Drive['desired']): string {
  if (desired.state === 'UP') return '';
  const { code, text, actor, since } = desired;
  const why =
    text === '' ? 'without a reason' : `for ${code === null || text.startsWith(code) ? '' : `${code} `}${text}`;
  return ` It was down since ${since.toISOString()} by ${actor}, ${why}`;
}

async function forEachDrive<Item>(
  context: AdminContext,
  pattern: string,
  nothingDone: string,
  order: (drive: Drive) => Promise<{ readonly sentence: string; readonly item: Item }>,
): Promise<DriveOrderAnswer<Item>> {
  const drives = await selectDrives(context, pattern);
  if (drives.length === 0) return { sentences: [`No drives match "^${pattern}$". ${nothingDone}`], drives: [] };
  const answers = [];
  for (const drive of drives) answers.push(await order(drive));
  return { sentences: answers.map(({ sentence }) => sentence), drives: answers.map(({ item }) => item) };
}

function actorOf({ author }: AdminContext): string {
  return `${author.user}@${author.host}`;
}
