import { catalogueSchema, migrateCatalogue } from '@cta/catalogue';
import { migrateScheduler, schedulerSchema } from '@cta/scheduler';
import { testDatabase } from '@cta/testing';
import {
  type AdminContext,
  addArchiveRoute,
  addDiskInstance,
  addLogicalLibrary,
  addMediaType,
  addMountPolicy,
  addRequesterMountRule,
  addStorageClass,
  addTape,
  addTapePool,
  addVirtualOrganization,
} from './index.ts';

export interface AdminRig extends AdminContext {
  /** Of the database that has both schemas. */
  readonly url: string;
}

/** An empty Catalogue and scheduler of the test file that calls it, on a real server. */
export async function adminRig(): Promise<AdminRig> {
  const database = await testDatabase({
    name: 'admin',
    migrate: async (db) => {
      await migrateCatalogue(db);
      await migrateScheduler(db);
    },
  });
  return {
    url: database.url,
    catalogueDb: database.open({ schema: catalogueSchema }),
    schedulerDb: database.open({ schema: schedulerSchema }),
    author: { user: 'operator', host: 'desk' },
  };
}

/** What files can be archived to: storage class `twice`, with copies in pools `first` and `second`, a tape in each. */
export async function addTwoPools(admin: AdminContext): Promise<void> {
  const comment = 'for tests';
  await addDiskInstance(admin, { name: 'disk', comment });
  await addVirtualOrganization(admin, {
    name: 'vo',
    diskInstance: 'disk',
    readMaxDrives: 2,
    writeMaxDrives: 2,
    maxFileSizeBytes: 1_000_000,
    comment,
  });
  await addLogicalLibrary(admin, { name: 'library', comment });
  await addMediaType(admin, { name: 'LTO9', cartridge: 'LTO-9', capacityBytes: 18e12, comment });
  await addStorageClass(admin, { name: 'twice', copies: 2, vo: 'vo', comment });
  for (const [copyNb, name] of [
    [1, 'first'],
    [2, 'second'],
  ] as const) {
    await addTapePool(admin, { name, vo: 'vo', partialTapes: 1, comment });
    await addArchiveRoute(admin, { storageClass: 'twice', copyNb, tapePool: name, comment });
    await addTape(admin, {
      vid: `V0000${copyNb}`,
      mediaType: 'LTO9',
      vendor: 'maker',
      logicalLibrary: 'library',
      tapePool: name,
      full: false,
    });
  }
  await addMountPolicy(admin, {
    name: 'policy',
    archivePriority: 10,
    archiveMinRequestAge: 60,
    retrievePriority: 20,
    retrieveMinRequestAge: 30,
    comment,
  });
  await addRequesterMountRule(admin, { diskInstance: 'disk', name: 'user', mountPolicy: 'policy', comment });
}
