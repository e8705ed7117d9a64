import {
  type AdminContext,
  addArchiveRoute,
  addDiskInstance,
  addLogicalLibrary,
  addMediaType,
  addMountPolicy,
  addPhysicalLibrary,
  addRequesterMountRule,
  addStorageClass,
  addTape,
  addTapePool,
  addVirtualOrganization,
} from '@cta/admin';

/** A pool for each copy: files of class `one_copy` go to the first, those of class `two_copies` to both. */
export const pools = ['first_pool', 'second_pool'] as const;
export type PoolName = (typeof pools)[number];

export const storageClasses = { one_copy: 1, two_copies: 2 } as const;
export type StorageClassName = keyof typeof storageClasses;

export const logicalLibrary = 'rig_library';
export const diskInstance = 'rig';
export const requester = { name: 'tester', group: 'testers' } as const;

const comment = 'of a test';
const vo = 'rig_vo';
const mediaType = 'LTO9';

/** Enters what an archive needs before it has tapes; nothing that is asked for waits for more of its kind. */
export async function enterEntities(admin: AdminContext): Promise<void> {
  await addDiskInstance(admin, { name: diskInstance, comment });
  await addVirtualOrganization(admin, { name: vo, diskInstance, readMaxDrives: 2, writeMaxDrives: 2, comment });
  await addPhysicalLibrary(admin, {
    name: 'rig_vtl',
    manufacturer: 'CTA',
    model: 'virtual library',
    physicalCartridgeSlots: 10,
    physicalDriveSlots: 2,
    comment,
  });
  await addLogicalLibrary(admin, { name: logicalLibrary, physicalLibrary: 'rig_vtl', comment });
  await addMediaType(admin, { name: mediaType, cartridge: 'LTO-9', capacityBytes: 200_000_000, comment });
  for (const name of pools) await addTapePool(admin, { name, vo, partialTapes: 1, comment });
  for (const [storageClass, copies] of Object.entries(storageClasses)) {
    await addStorageClass(admin, { name: storageClass, copies, vo, comment });
    for (const [index, tapePool] of pools.slice(0, copies).entries()) {
      await addArchiveRoute(admin, { storageClass, copyNb: index + 1, tapePool, comment });
    }
  }
  const atOnce = { archivePriority: 1, archiveMinRequestAge: 0, retrievePriority: 1, retrieveMinRequestAge: 0 };
  await addMountPolicy(admin, { name: 'at_once', ...atOnce, comment });
  await addRequesterMountRule(admin, { diskInstance, name: requester.name, mountPolicy: 'at_once', comment });
}

export async function enterTape(admin: AdminContext, vid: string, tapePool: PoolName): Promise<void> {
  await addTape(admin, { vid, mediaType, vendor: 'CTA', logicalLibrary, tapePool, full: false, comment });
}
