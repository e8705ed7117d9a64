import {
  changePhysicalLibrary as changeLibrary,
  createPhysicalLibrary,
  deletePhysicalLibrary,
  listPhysicalLibraries as physicalLibrariesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';
import { type AvailabilityChange, availabilityOf } from '../library-availability.ts';

/** Fields of CTA's PhysicalLibraryLsItem. */
export interface PhysicalLibraryLsItem extends EntryLogs {
  readonly name: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly type: string;
  readonly guiUrl: string;
  readonly webcamUrl: string;
  readonly location: string;
  readonly nbPhysicalCartridgeSlots: bigint;
  readonly nbAvailableCartridgeSlots?: bigint;
  readonly nbPhysicalDriveSlots: bigint;
  readonly isDisabled: boolean;
  readonly disabledReason: string;
  readonly comment: string;
}

export interface NewPhysicalLibrary {
  readonly name: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly type?: string;
  readonly guiUrl?: string;
  readonly webcamUrl?: string;
  readonly location?: string;
  readonly physicalCartridgeSlots: number;
  readonly availableCartridgeSlots?: number;
  readonly physicalDriveSlots: number;
  readonly comment?: string;
}

export function addPhysicalLibrary({ catalogueDb, author }: AdminContext, library: NewPhysicalLibrary): Promise<void> {
  const { name, manufacturer, model } = library;
  const entry = {
    name,
    manufacturer,
    model,
    type: library.type ?? null,
    guiUrl: library.guiUrl ?? null,
    webcamUrl: library.webcamUrl ?? null,
    location: library.location ?? null,
    cartridgeSlots: library.physicalCartridgeSlots,
    availableCartridgeSlots: library.availableCartridgeSlots ?? null,
    driveSlots: library.physicalDriveSlots,
    comment: library.comment ?? null,
  };
  return createPhysicalLibrary(catalogueDb, entry, author);
}

export type PhysicalLibraryChange = Partial<Omit<NewPhysicalLibrary, 'name' | 'manufacturer'>> & AvailabilityChange;

/** Changes what is given; an optional text that is empty is none. @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changePhysicalLibrary(
  { catalogueDb, author }: AdminContext,
  library: PhysicalLibraryChange,
): Promise<void> {
  const { name, isDisabled: _, disabledReason: __, ...facts } = library;
  const { physicalCartridgeSlots, availableCartridgeSlots, physicalDriveSlots, ...texts } = facts;
  const change = {
    ...texts,
    ...availabilityOf('physical library', library),
    ...(physicalCartridgeSlots !== undefined && { cartridgeSlots: physicalCartridgeSlots }),
    ...(availableCartridgeSlots !== undefined && { availableCartridgeSlots }),
    ...(physicalDriveSlots !== undefined && { driveSlots: physicalDriveSlots }),
  };
  await changeLibrary(catalogueDb, name, change, author);
}

export function removePhysicalLibrary({ catalogueDb }: AdminContext, name: string): Promise<void> {
  return deletePhysicalLibrary(catalogueDb, name);
}

export async function listPhysicalLibraries({ catalogueDb }: AdminContext): Promise<readonly PhysicalLibraryLsItem[]> {
  const libraries = await physicalLibrariesOf(catalogueDb);
  return libraries.map((library) => ({
    name: library.name,
    manufacturer: library.manufacturer,
    model: library.model,
    type: library.type ?? '',
    guiUrl: library.guiUrl ?? '',
    webcamUrl: library.webcamUrl ?? '',
    location: library.location ?? '',
    nbPhysicalCartridgeSlots: BigInt(library.cartridgeSlots),
    ...(library.availableCartridgeSlots === null
      ? {}
      : { nbAvailableCartridgeSlots: BigInt(library.availableCartridgeSlots) }),
    nbPhysicalDriveSlots: BigInt(library.driveSlots),
    isDisabled: library.disabled,
    disabledReason: library.disabledReason ?? '',
    comment: library.comment ?? '',
    ...entryLogsOf(library),
  }));
}
