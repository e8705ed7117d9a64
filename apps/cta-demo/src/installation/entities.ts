import {
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
  type AdminContext,
} from '@cta/admin';
import { type PlannedPool, slots, type TapePlan } from './tape-plan.ts';

export const logicalLibrary = 'demo_library';
export const diskInstance = 'demo';
export const storageClass = 'two_copies';
export const requester = { name: 'demo', group: 'demo' } as const;

const virtualOrganization = 'demo_vo';
const mediaType = 'LTO9';
const mountPolicy = 'demo_policy';
const comment = 'made by npm run demo';

/** Enters into the Catalogue what an operator of a new archive does, in the order in which one needs the other. */
export async function enterEntities(admin: AdminContext, { pools, capacityBytes }: TapePlan): Promise<void> {
  await addDiskInstance(admin, { name: diskInstance, comment });
  await addVirtualOrganization(admin, {
    name: virtualOrganization,
    diskInstance,
    readMaxDrives: 2,
    writeMaxDrives: 2,
    comment,
  });
  await addPhysicalLibrary(admin, {
    name: 'demo_vtl',
    manufacturer: 'CTA',
    model: 'virtual library',
    physicalCartridgeSlots: slots,
    physicalDriveSlots: 2,
    comment,
  });
  await addLogicalLibrary(admin, { name: logicalLibrary, physicalLibrary: 'demo_vtl', comment });
  await addMediaType(admin, { name: mediaType, cartridge: 'LTO-9', capacityBytes, comment });
  await addStorageClass(admin, { name: storageClass, copies: pools.length, vo: virtualOrganization, comment });
  for (const [index, pool] of pools.entries()) await enterPool(admin, pool, index + 1);
  await enterMountPolicy(admin);
}

async function enterPool(admin: AdminContext, { name, vids }: PlannedPool, copyNb: number): Promise<void> {
  await addTapePool(admin, { name, vo: virtualOrganization, partialTapes: 1, comment });
  await addArchiveRoute(admin, { storageClass, copyNb, tapePool: name, comment });
  for (const vid of vids) {
    await addTape(admin, { vid, mediaType, vendor: 'CTA', logicalLibrary, tapePool: name, full: false, comment });
  }
}

/** A policy by which nothing waits: what is asked for is worth a mount at once. */
async function enterMountPolicy(admin: AdminContext): Promise<void> {
  const atOnce = { archivePriority: 1, archiveMinRequestAge: 0, retrievePriority: 1, retrieveMinRequestAge: 0 };
  await addMountPolicy(admin, { name: mountPolicy, ...atOnce, comment });
  await addRequesterMountRule(admin, { diskInstance, name: requester.name, mountPolicy, comment });
}
