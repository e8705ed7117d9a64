import {
  changeLogicalLibrary as changeLibrary,
  createLogicalLibrary,
  deleteLogicalLibrary,
  listLogicalLibraries as logicalLibrariesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';
import { type AvailabilityChange, availabilityOf } from '../library-availability.ts';

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

export type LogicalLibraryChange = Partial<Omit<NewLogicalLibrary, 'name'>> & AvailabilityChange;

/**
 * Changes what is given; an empty physical library is none.
 * @throws VALUE_INVALID, NO_SUCH_ENTITY
 */
export async function changeLogicalLibrary(
  { catalogueDb, author }: AdminContext,
  library: LogicalLibraryChange,
): Promise<void> {
  const { name, physicalLibrary, comment } = library;
  const change = {
    ...availabilityOf('logical library', library),
    ...(physicalLibrary !== undefined && { physicalLibrary: physicalLibrary === '' ? null : physicalLibrary }),
    ...(comment !== undefined && { comment }),
  };
  await changeLibrary(catalogueDb, name, change, author);
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
