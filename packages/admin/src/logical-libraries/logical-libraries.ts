import {
  createLogicalLibrary,
  deleteLogicalLibrary,
  disableLogicalLibrary,
  enableLogicalLibrary,
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

/** Stops the mounts of a library's drives, for a reason, or lets them go on. @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function setLogicalLibraryDisabled(
  { catalogueDb, author }: AdminContext,
  { name, isDisabled, disabledReason = '' }: { name: string; isDisabled: boolean; disabledReason?: string },
): Promise<void> {
  if (!isDisabled) return await enableLogicalLibrary(catalogueDb, name, author);
  if (disabledReason !== '') return await disableLogicalLibrary(catalogueDb, name, disabledReason, author);
  throw new ConditionError('VALUE_INVALID', {
    message: `Cannot disable logical library ${name} because the reason has not been provided`,
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
