import {
  changeDiskInstance as changeInstance,
  createDiskInstance,
  type DiskInstance,
  deleteDiskInstance,
  listDiskInstances as diskInstancesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';

/** Fields of CTA's DiskInstanceLsItem. */
export interface DiskInstanceLsItem extends EntryLogs {
  readonly name: string;
  readonly comment: string;
}

export function addDiskInstance({ catalogueDb, author }: AdminContext, instance: DiskInstance): Promise<void> {
  return createDiskInstance(catalogueDb, instance, author);
}

export function changeDiskInstance(
  { catalogueDb, author }: AdminContext,
  { name, ...change }: { readonly name: string; readonly comment?: string },
): Promise<void> {
  return changeInstance(catalogueDb, name, change, author);
}

export function removeDiskInstance({ catalogueDb }: AdminContext, name: string): Promise<void> {
  return deleteDiskInstance(catalogueDb, name);
}

export async function listDiskInstances({ catalogueDb }: AdminContext): Promise<readonly DiskInstanceLsItem[]> {
  const instances = await diskInstancesOf(catalogueDb);
  return instances.map((instance) => ({
    name: instance.name,
    comment: instance.comment,
    ...entryLogsOf(instance),
  }));
}
