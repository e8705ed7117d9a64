import {
  changeStorageClass as changeClass,
  createStorageClass,
  deleteStorageClass,
  listStorageClasses as storageClassesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';

/** Fields of CTA's StorageClassLsItem. */
export interface StorageClassLsItem extends EntryLogs {
  readonly name: string;
  readonly nbCopies: bigint;
  readonly vo: string;
  readonly comment: string;
}

export interface NewStorageClass {
  readonly name: string;
  readonly copies: number;
  readonly vo: string;
  readonly comment: string;
}

export function addStorageClass(
  { catalogueDb, author }: AdminContext,
  { vo, ...storageClass }: NewStorageClass,
): Promise<void> {
  return createStorageClass(catalogueDb, { ...storageClass, virtualOrganization: vo }, author);
}

export interface StorageClassChange extends Partial<Omit<NewStorageClass, 'name'>> {
  readonly name: string;
}

export function changeStorageClass(
  { catalogueDb, author }: AdminContext,
  { name, vo, ...change }: StorageClassChange,
): Promise<void> {
  const changes = { ...change, ...(vo !== undefined && { virtualOrganization: vo }) };
  return changeClass(catalogueDb, name, changes, author);
}

export function removeStorageClass({ catalogueDb }: AdminContext, name: string): Promise<void> {
  return deleteStorageClass(catalogueDb, name);
}

export async function listStorageClasses({ catalogueDb }: AdminContext): Promise<readonly StorageClassLsItem[]> {
  const classes = await storageClassesOf(catalogueDb);
  return classes.map((storageClass) => ({
    name: storageClass.name,
    nbCopies: BigInt(storageClass.copies),
    vo: storageClass.virtualOrganization,
    comment: storageClass.comment,
    ...entryLogsOf(storageClass),
  }));
}
