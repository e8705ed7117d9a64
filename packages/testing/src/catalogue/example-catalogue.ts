import {
  type Author,
  catalogueSchema,
  createArchiveRoute,
  createDiskInstance,
  createLogicalLibrary,
  createMediaType,
  createMountPolicy,
  createPhysicalLibrary,
  createRequesterMountRule,
  createStorageClass,
  createTape,
  createTapePool,
  createVirtualOrganization,
  DriveName,
  migrateCatalogue,
  registerDrive,
  tapeLabelled,
  Vid,
} from '@cta/catalogue';
import type { Database } from '@cta/database';
import type { DatabaseTemplate } from '../postgresql/test-database.ts';

/** What the example catalogue has. */
export const example = {
  author: { user: 'operator', host: 'console' } satisfies Author,
  diskInstance: 'disk',
  virtualOrganization: 'vo',
  logicalLibrary: 'library',
  mediaType: 'LTO9',
  /** Has two copies, one in each pool. */
  storageClass: 'two-copies',
  tapePools: ['pool1', 'pool2'],
  mountPolicy: 'policy',
  /** Labelled; the first two are of the first pool, the third is of the second. */
  vids: [Vid('V00001'), Vid('V00002'), Vid('V00003')],
  driveName: DriveName('drive1'),
  host: 'tapeserver',
} as const;

/** An empty Catalogue. */
export const catalogueTemplate: DatabaseTemplate = {
  name: 'catalogue',
  schema: catalogueSchema,
  migrate: migrateCatalogue,
};

/** A Catalogue that files can be archived with: one of each entity, two tape pools, three tapes, one drive. */
export const exampleCatalogueTemplate: DatabaseTemplate = {
  name: 'example_catalogue',
  schema: catalogueSchema,
  migrate: async (db) => {
    await migrateCatalogue(db);
    await fillExampleCatalogue(db);
  },
};

/** Fills an empty Catalogue with the example. */
export async function fillExampleCatalogue(db: Database): Promise<void> {
  const { author, diskInstance, virtualOrganization, logicalLibrary, mediaType, storageClass, mountPolicy } = example;
  const comment = 'example';
  await createDiskInstance(db, { name: diskInstance, comment }, author);
  const quota = { readMaxDrives: 2, writeMaxDrives: 2, maxFileSizeBytes: 0n, isRepackVo: false };
  await createVirtualOrganization(db, { name: virtualOrganization, diskInstance, ...quota, comment }, author);
  await createPhysicalLibrary(db, physicalLibrary, author);
  const library = { physicalLibrary: physicalLibrary.name, disabled: false, comment };
  await createLogicalLibrary(db, { name: logicalLibrary, ...library }, author);
  await createMediaType(db, { ...lto9, name: mediaType }, author);
  await createStorageClass(db, { name: storageClass, copies: 2, virtualOrganization, comment }, author);
  await createMountPolicy(db, { name: mountPolicy, ...urgency, comment }, author);
  await createRequesterMountRule(db, { diskInstance, requester: 'default', mountPolicy, comment }, author);
  await createPoolsWithRoutes(db);
  await createTapes(db);
  await registerDrive(db, {
    driveName: example.driveName,
    host: example.host,
    logicalLibrary,
    devFileName: '/dev/null',
    rawLibrarySlot: 'smc0',
    ctaVersion: '0.1.0',
    schedulerBackendName: 'example',
    driveConfig: [],
  });
}

const physicalLibrary = {
  name: 'robot',
  manufacturer: 'nobody',
  model: 'none',
  type: null,
  location: null,
  guiUrl: null,
  webcamUrl: null,
  cartridgeSlots: 10,
  availableCartridgeSlots: null,
  driveSlots: 2,
  comment: null,
};

const lto9 = {
  cartridge: 'LTO-9',
  capacityBytes: 18_000_000_000_000n,
  primaryDensityCode: 96,
  secondaryDensityCode: null,
  wraps: null,
  minLpos: null,
  maxLpos: null,
  comment: 'example',
};

const urgency = { archivePriority: 1, archiveMinRequestAge: 0, retrievePriority: 2, retrieveMinRequestAge: 0 };

async function createPoolsWithRoutes(db: Database): Promise<void> {
  const { author, virtualOrganization, storageClass } = example;
  for (const [index, tapePool] of example.tapePools.entries()) {
    const pool = { partialTapes: 1, encryptionKeyName: null, suppliedBy: [], comment: 'example' };
    await createTapePool(db, { name: tapePool, virtualOrganization, ...pool }, author);
    const route = { storageClass, copyNb: index + 1, type: 'DEFAULT', tapePool, comment: 'example' } as const;
    await createArchiveRoute(db, route, author);
  }
}

async function createTapes(db: Database): Promise<void> {
  const [pool1, pool2] = example.tapePools;
  for (const [index, vid] of example.vids.entries()) {
    const { author, mediaType, logicalLibrary, driveName } = example;
    const placing = { mediaType, vendor: 'nobody', logicalLibrary, tapePool: index < 2 ? pool1 : pool2 };
    const state = { full: false, state: 'ACTIVE', stateReason: null, purchaseOrder: null, comment: null } as const;
    await createTape(db, { vid, ...placing, ...state }, author);
    await tapeLabelled(db, vid, driveName);
  }
}
