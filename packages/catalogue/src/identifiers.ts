import { ConditionError } from '@cta/conditions';

declare const brand: unique symbol;

/** A value that cannot be taken for another kind of identifier. */
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Volume identifier of a tape: CTA's TAPE.VID, no lower-case letter in it. */
export type Vid = Branded<string, 'Vid'>;

/** Number of a mount, unique over all drives and times: DRIVE_STATE.SESSION_ID, the scheduler's MOUNT_ID. */
export type MountId = Branded<bigint, 'MountId'>;

/** Number of a file in the archive, the same for all its copies: ARCHIVE_FILE.ARCHIVE_FILE_ID. */
export type ArchiveFileId = Branded<bigint, 'ArchiveFileId'>;

/** Name of a drive: DRIVE_STATE.DRIVE_NAME. */
export type DriveName = Branded<string, 'DriveName'>;

const longestName = 100;

/** @throws VALUE_INVALID where the text cannot be a VID */
export function Vid(text: string): Vid {
  if (text === '' || text.length > longestName || text !== text.toUpperCase()) {
    throw invalid('VID', text, 'upper-case text of 1 to 100 characters');
  }
  return text as Vid;
}

/** @throws VALUE_INVALID where the text cannot be a drive's name */
export function DriveName(text: string): DriveName {
  if (text === '' || text.length > longestName) throw invalid('drive name', text, 'text of 1 to 100 characters');
  return text as DriveName;
}

/** @throws VALUE_INVALID where the number cannot be a mount's */
export function MountId(number: bigint): MountId {
  return positive('mount id', number) as MountId;
}

/** @throws VALUE_INVALID where the number cannot be a file's */
export function ArchiveFileId(number: bigint): ArchiveFileId {
  return positive('archive file id', number) as ArchiveFileId;
}

function positive(kind: string, number: bigint): bigint {
  if (number <= 0n) throw invalid(kind, number, 'a positive number');
  return number;
}

function invalid(kind: string, value: string | bigint, expected: string): ConditionError {
  return new ConditionError('VALUE_INVALID', {
    message: `the ${kind} is ${JSON.stringify(String(value))}, expected ${expected}`,
    details: { kind, value, expected },
  });
}
