import {
  type ArchiveRouteType,
  changeArchiveRoute as changeRoute,
  createArchiveRoute,
  deleteArchiveRoute,
  listArchiveRoutes as archiveRoutesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';

/** Fields of CTA's ArchiveRouteLsItem. */
export interface ArchiveRouteLsItem extends EntryLogs {
  readonly storageClass: string;
  readonly copyNumber: number;
  readonly archiveRouteType: ArchiveRouteType;
  readonly tapepool: string;
  readonly comment: string;
}

/** What an archive route is known by. */
export interface ArchiveRouteKey {
  readonly storageClass: string;
  readonly copyNb: number;
  readonly type: ArchiveRouteType;
}

export interface NewArchiveRoute extends Omit<ArchiveRouteKey, 'type'> {
  /** DEFAULT where not given. */
  readonly type?: ArchiveRouteType;
  readonly tapePool: string;
  readonly comment: string;
}

export function addArchiveRoute(
  { catalogueDb, author }: AdminContext,
  { type = 'DEFAULT', ...route }: NewArchiveRoute,
): Promise<void> {
  return createArchiveRoute(catalogueDb, { ...route, type }, author);
}

export interface ArchiveRouteChange extends ArchiveRouteKey {
  readonly tapePool?: string;
  readonly comment?: string;
}

/** Changes what is given, for requests that come later. */
export function changeArchiveRoute(
  { catalogueDb, author }: AdminContext,
  { storageClass, copyNb, type, ...change }: ArchiveRouteChange,
): Promise<void> {
  return changeRoute(catalogueDb, { storageClass, copyNb, type }, change, author);
}

export function removeArchiveRoute({ catalogueDb }: AdminContext, key: ArchiveRouteKey): Promise<void> {
  return deleteArchiveRoute(catalogueDb, key);
}

export async function listArchiveRoutes({ catalogueDb }: AdminContext): Promise<readonly ArchiveRouteLsItem[]> {
  const routes = await archiveRoutesOf(catalogueDb);
  return routes.map((route) => ({
    storageClass: route.storageClass,
    copyNumber: route.copyNb,
    archiveRouteType: route.type,
    tapepool: route.tapePool,
    comment: route.comment,
    ...entryLogsOf(route),
  }));
}
