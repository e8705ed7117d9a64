import {
  changeLogicalLibrary as changeLibrary,
  createLogicalLibrary,
  deleteLogicalLibrary,
  listLogicalLibraries as logicalLibrariesOf,
} from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';

/** Fields of CTA's LogicalLibraryLsItem. */
export interface LogicalLibraryLsItem extends EntryLogs {
  readonly name: string;
  readonly isDisabled: boolean;
  readonly disabledReason: string;
  readonly physicalLibrary: string;
  readonly comment: string;
}

export interface NewLogicalLibrary {
  readonly name: string;
  readonly isDisabled?: boolean;
  readonly physicalLibrary?: string;
  readonly comment: string;
}

export function addLogicalLibrary(
  { catalogueDb, author }: AdminContext,
  { name, isDisabled = false, physicalLibrary, comment }: NewLogicalLibrary,
): Promise<void> {
  const library = { name, disabled: isDisabled, physicalLibrary: physicalLibrary ?? null, comment };
  return createLogicalLibrary(catalogueDb, library, author);
}

export interface LogicalLibraryChange extends Partial<Omit<NewLogicalLibrary, 'name'>> {
  readonly name: string;
  /** Needed where it is disabled. */
  readonly disabledReason?: string;
}

/**
 * Changes what is given. The drives of a disabled library get no mounts; one that is enabled has no reason any more. An empty
 * physical library is none.
 * @throws VALUE_INVALID, NO_SUCH_ENTITY
 */
export async function changeLogicalLibrary(
  { catalogueDb, author }: AdminContext,
  { name, isDisabled, disabledReason = '', physicalLibrary, comment }: LogicalLibraryChange,
): Promise<void> {
  if (isDisabled === true && disabledReason === '') throw withoutReason(name, 'the reason has not been provided');
  if (isDisabled !== true && disabledReason !== '')
    throw withoutReason(name, 'a reason is given, but not that it is disabled');
  const change = {
    ...(isDisabled === true && { availability: { disabled: true, reason: disabledReason } as const }),
    ...(isDisabled === false && { availability: { disabled: false } as const }),
    ...(physicalLibrary !== undefined && { physicalLibrary: physicalLibrary === '' ? null : physicalLibrary }),
    ...(comment !== undefined && { comment }),
  };
  await changeLibrary(catalogueDb, name, change, author);
}

function withoutReason(name: string, why: string): ConditionError {
  return new ConditionError('VALUE_INVALID', {
    message: `Cannot disable logical library ${name} because ${why}`,
    details: { kind: 'logical library', name },
  });
}

export function removeLogicalLibrary({ catalogueDb }: AdminContext, name: string): Promise<void> {
  return deleteLogicalLibrary(catalogueDb, name);
}

export async function listLogicalLibraries({ catalogueDb }: AdminContext): Promise<readonly LogicalLibraryLsItem[]> {
  const libraries = await logicalLibrariesOf(catalogueDb);
  return libraries.map((library) => ({
    name: library.name,
    isDisabled: library.disabled,
    disabledReason: library.disabledReason ?? '',
    physicalLibrary: library.physicalLibrary ?? '',
    comment: library.comment,
    ...entryLogsOf(library),
  }));
}
