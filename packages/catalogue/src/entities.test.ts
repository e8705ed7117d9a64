import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type ConditionName, isCondition } from '@cta/conditions';
import { catalogueTemplate, example, fillExampleCatalogue, testDatabase } from '@cta/testing';
import {
  changeArchiveRoute,
  createArchiveRoute,
  deleteArchiveRoute,
  listArchiveRoutes,
} from './archive-routes/archive-routes.ts';
import {
  changeDiskInstance,
  createDiskInstance,
  deleteDiskInstance,
  listDiskInstances,
} from './disk-instances/disk-instances.ts';
import {
  changeLogicalLibrary,
  createLogicalLibrary,
  deleteLogicalLibrary,
  listLogicalLibraries,
} from './libraries/logical-libraries.ts';
import {
  changePhysicalLibrary,
  createPhysicalLibrary,
  deletePhysicalLibrary,
  listPhysicalLibraries,
  type PhysicalLibraryChange,
} from './libraries/physical-libraries.ts';
import { changeMediaType, createMediaType, deleteMediaType, listMediaTypes } from './media-types/media-types.ts';
import {
  changeMountPolicy,
  createMountPolicy,
  deleteMountPolicy,
  listMountPolicies,
} from './mount-policies/mount-policies.ts';
import {
  changeRequesterGroupMountRule,
  changeRequesterMountRule,
  createRequesterGroupMountRule,
  createRequesterMountRule,
  deleteRequesterGroupMountRule,
  deleteRequesterMountRule,
  listRequesterGroupMountRules,
  listRequesterMountRules,
} from './mount-policies/mount-rules.ts';
import { listServices, reportService } from './service-instances/service-instances.ts';
import {
  changeStorageClass,
  createStorageClass,
  deleteStorageClass,
  listStorageClasses,
} from './storage-classes/storage-classes.ts';
import { changeTapePool, createTapePool, deleteTapePool, listTapePools } from './tape-pools/tape-pools.ts';
import {
  changeVirtualOrganization,
  createVirtualOrganization,
  deleteVirtualOrganization,
  listVirtualOrganizations,
} from './virtual-organizations/virtual-organizations.ts';

const { db } = await testDatabase(catalogueTemplate);
const { author } = example;
const comment = 'a comment';

/** What all kinds of entity have in common, for one kind. `made` is new; `used` is of the example, and in use. */
interface EntityCase {
  readonly made: object;
  create(changes?: object): Promise<void>;
  /** @param name that of `made`, unless another is given */
  readonly change?: (changes: object, name?: string) => Promise<void>;
  /** Changes of everything that can be changed. */
  readonly changes?: object;
  list(): Promise<readonly object[]>;
  remove(): Promise<void>;
  readonly removeUsed?: () => Promise<void>;
  readonly inUse?: RegExp;
  /** Fields that must not be empty. */
  readonly texts: readonly string[];
}

const diskInstance = { name: 'new', comment };
const vo = {
  name: 'new',
  diskInstance: 'disk',
  readMaxDrives: 1,
  writeMaxDrives: 2,
  maxFileSizeBytes: 3n,
  isRepackVo: true,
  comment,
};
const physicalLibrary = {
  name: 'new',
  manufacturer: 'm',
  model: 'o',
  type: 't',
  location: 'l',
  guiUrl: 'g',
  webcamUrl: 'w',
  cartridgeSlots: 1,
  availableCartridgeSlots: 2,
  driveSlots: 3,
  comment,
};
const logicalLibrary = { name: 'new', physicalLibrary: 'robot', disabled: false, comment };
const mediaType = {
  name: 'new',
  cartridge: 'c',
  capacityBytes: 1n,
  primaryDensityCode: 2,
  secondaryDensityCode: 3,
  wraps: 4,
  minLpos: 5n,
  maxLpos: 6n,
  comment,
};
const storageClass = { name: 'new', copies: 1, virtualOrganization: 'vo', comment };
const tapePool = {
  name: 'new',
  virtualOrganization: 'vo',
  partialTapes: 1,
  encryptionKeyName: 'key',
  suppliedBy: ['pool1', 'pool2'],
  comment,
};
const archiveRoute = { storageClass: 'two-copies', copyNb: 3, type: 'REPACK', tapePool: 'spare', comment } as const;
const firstRoute = { storageClass: 'two-copies', copyNb: 1, type: 'DEFAULT' } as const;
const mountPolicy = {
  name: 'new',
  archivePriority: 1,
  archiveMinRequestAge: 2,
  retrievePriority: 3,
  retrieveMinRequestAge: 4,
  comment,
};
const mountRule = { diskInstance: 'disk', requester: 'new', mountPolicy: 'policy', comment };

const cases: Readonly<Record<string, EntityCase>> = {
  'disk instance': {
    made: diskInstance,
    create: (changes) => createDiskInstance(db, { ...diskInstance, ...changes }, author),
    change: (changes, name = 'new') => changeDiskInstance(db, name, changes, author),
    changes: { comment: 'other' },
    list: () => listDiskInstances(db),
    remove: () => deleteDiskInstance(db, 'new'),
    removeUsed: () => deleteDiskInstance(db, 'disk'),
    inUse: /Cannot delete disk instance disk because it is being used by one or more \w+/,
    texts: ['name', 'comment'],
  },
  'virtual organization': {
    made: vo,
    create: (changes) => createVirtualOrganization(db, { ...vo, ...changes }, author),
    change: (changes, name = 'new') => changeVirtualOrganization(db, name, changes, author),
    changes: { readMaxDrives: 5, writeMaxDrives: 6, maxFileSizeBytes: 0n, isRepackVo: false, comment: 'other' },
    list: () => listVirtualOrganizations(db),
    remove: () => deleteVirtualOrganization(db, 'new'),
    removeUsed: () => deleteVirtualOrganization(db, 'vo'),
    inUse: /one or more (storage classes|tape pools)$/,
    texts: ['name', 'comment', 'diskInstance'],
  },
  'physical library': {
    made: physicalLibrary,
    create: (changes) => createPhysicalLibrary(db, { ...physicalLibrary, ...changes }, author),
    list: () => listPhysicalLibraries(db),
    remove: () => deletePhysicalLibrary(db, 'new'),
    removeUsed: () => deletePhysicalLibrary(db, 'robot'),
    inUse: /one or more logical libraries$/,
    texts: ['name', 'manufacturer', 'model'],
  },
  'logical library': {
    made: logicalLibrary,
    create: (changes) => createLogicalLibrary(db, { ...logicalLibrary, ...changes }, author),
    change: (changes, name = 'new') => changeLogicalLibrary(db, name, changes, author),
    changes: { physicalLibrary: null, comment: 'other' },
    list: () => listLogicalLibraries(db),
    remove: () => deleteLogicalLibrary(db, 'new'),
    removeUsed: () => deleteLogicalLibrary(db, 'library'),
    inUse: /one or more tapes$/,
    texts: ['name', 'comment'],
  },
  'media type': {
    made: mediaType,
    create: (changes) => createMediaType(db, { ...mediaType, ...changes }, author),
    change: (changes, name = 'new') => changeMediaType(db, name, changes, author),
    changes: {
      cartridge: 'd',
      primaryDensityCode: 7,
      secondaryDensityCode: null,
      wraps: 8,
      minLpos: 9n,
      maxLpos: 10n,
      comment: 'other',
    },
    list: () => listMediaTypes(db),
    remove: () => deleteMediaType(db, 'new'),
    removeUsed: () => deleteMediaType(db, 'LTO9'),
    inUse: /one or more tapes$/,
    texts: ['name', 'cartridge', 'comment'],
  },
  'storage class': {
    made: storageClass,
    create: (changes) => createStorageClass(db, { ...storageClass, ...changes }, author),
    change: (changes, name = 'new') => changeStorageClass(db, name, changes, author),
    changes: { copies: 2, comment: 'other' },
    list: () => listStorageClasses(db),
    remove: () => deleteStorageClass(db, 'new'),
    removeUsed: () => deleteStorageClass(db, 'two-copies'),
    inUse: /one or more archive routes$/,
    texts: ['name', 'virtualOrganization', 'comment'],
  },
  'tape pool': {
    made: tapePool,
    create: (changes) => createTapePool(db, { ...tapePool, ...changes }, author),
    change: (changes, name = 'new') => changeTapePool(db, name, changes, author),
    changes: { partialTapes: 5, encryptionKeyName: null, suppliedBy: ['spare'], comment: 'other' },
    list: () => listTapePools(db),
    remove: () => deleteTapePool(db, 'new'),
    removeUsed: () => deleteTapePool(db, 'pool1'),
    inUse: /one or more (archive routes|tapes)$/,
    texts: ['name', 'virtualOrganization', 'comment'],
  },
  'archive route': {
    made: archiveRoute,
    create: (changes) => createArchiveRoute(db, { ...archiveRoute, ...changes }, author),
    change: (changes, storageClass = archiveRoute.storageClass) =>
      changeArchiveRoute(db, { ...archiveRoute, storageClass }, changes, author),
    changes: { tapePool: 'spare2', comment: 'other' },
    list: () => listArchiveRoutes(db),
    remove: () => deleteArchiveRoute(db, archiveRoute),
    texts: ['storageClass', 'tapePool', 'comment'],
  },
  'mount policy': {
    made: mountPolicy,
    create: (changes) => createMountPolicy(db, { ...mountPolicy, ...changes }, author),
    change: (changes, name = 'new') => changeMountPolicy(db, name, changes, author),
    changes: {
      archivePriority: 5,
      archiveMinRequestAge: 6,
      retrievePriority: 7,
      retrieveMinRequestAge: 0,
      comment: 'other',
    },
    list: () => listMountPolicies(db),
    remove: () => deleteMountPolicy(db, 'new'),
    removeUsed: () => deleteMountPolicy(db, 'policy'),
    inUse: /one or more requester mount rules$/,
    texts: ['name', 'comment'],
  },
  'requester mount rule': {
    made: mountRule,
    create: (changes) => createRequesterMountRule(db, { ...mountRule, ...changes }, author),
    change: (changes, requester = 'new') => changeRequesterMountRule(db, { ...mountRule, requester }, changes, author),
    changes: { mountPolicy: 'policy2', comment: 'other' },
    list: () => listRequesterMountRules(db),
    remove: () => deleteRequesterMountRule(db, 'disk', 'new'),
    texts: ['diskInstance', 'requester', 'mountPolicy', 'comment'],
  },
  'requester group mount rule': {
    made: mountRule,
    create: (changes) => createRequesterGroupMountRule(db, { ...mountRule, ...changes }, author),
    change: (changes, requester = 'new') =>
      changeRequesterGroupMountRule(db, { ...mountRule, requester }, changes, author),
    changes: { mountPolicy: 'policy2', comment: 'other' },
    list: () => listRequesterGroupMountRules(db),
    remove: () => deleteRequesterGroupMountRule(db, 'disk', 'new'),
    texts: ['diskInstance', 'requester', 'mountPolicy', 'comment'],
  },
};

const is =
  (condition: ConditionName, message = /./) =>
  (error: unknown) =>
    isCondition(error, condition) && message.test(error.message);

before(async () => {
  await fillExampleCatalogue(db);
  for (const name of ['spare', 'spare2']) await createTapePool(db, { ...tapePool, name, suppliedBy: [] }, author);
  await createMountPolicy(db, { ...mountPolicy, name: 'policy2' }, author);
});

for (const [kind, entity] of Object.entries(cases)) {
  test(`${kind}: is created once, listed as it was made, and deleted once`, async () => {
    await entity.create();
    await assert.rejects(entity.create(), is('ENTITY_EXISTS', new RegExp(`Cannot create ${kind} .* because `)));
    const listed = (await entity.list()).filter((item) => isMade(item, entity.made));
    assert.equal(
      listed.length,
      1,
      JSON.stringify(await entity.list(), (_, v: unknown) => String(v)),
    );
    assert.partialDeepStrictEqual(listed[0], { creation: author, lastModification: author });
    await entity.remove();
    await assert.rejects(entity.remove(), is('NO_SUCH_ENTITY', /because it does not exist$/));
  });

  test(`${kind}: without one of its texts it is refused`, async () => {
    for (const field of entity.texts) {
      await assert.rejects(entity.create({ [field]: ' ' }), is('VALUE_INVALID', /is an empty string$/));
    }
  });

  const { change, changes } = entity;
  if (change !== undefined && changes !== undefined) {
    test(`${kind}: what is given of it is changed, alone or together, and the rest stays`, async () => {
      await entity.create();
      const changed: object = { ...entity.made, ...changes };
      const isThere = async (expected: object) => (await entity.list()).some((item) => isMade(item, expected));
      await change({ comment: 'other' });
      assert.ok(await isThere({ ...entity.made, comment: 'other' }), 'the comment alone');
      await change(changes);
      assert.ok(await isThere(changed), 'everything');
      await assert.rejects(change({}), is('VALUE_INVALID', /nothing was given to change$/));
      await assert.rejects(change({ comment: ' ' }), is('VALUE_INVALID', /the comment is an empty string$/));
      await assert.rejects(change({ comment }, 'x'), is('NO_SUCH_ENTITY'));
      assert.ok(await isThere(changed), 'nothing of what was refused');
      await entity.remove();
    });
  }

  const { removeUsed, inUse } = entity;
  if (removeUsed !== undefined) {
    test(`${kind}: one that is in use is not deleted`, () => assert.rejects(removeUsed(), is('ENTITY_IN_USE', inUse)));
  }
}

function isMade(item: object, made: object): boolean {
  try {
    assert.partialDeepStrictEqual(item, made);
    return true;
  } catch {
    return false;
  }
}

test('What an entity needs is named where it does not exist', async () => {
  const absent =
    /because (disk instance|virtual organization|physical library|storage class|tape pool|mount policy) x does/;
  const attempts: readonly (() => Promise<void>)[] = [
    () => createVirtualOrganization(db, { ...vo, diskInstance: 'x' }, author),
    () => createLogicalLibrary(db, { ...logicalLibrary, physicalLibrary: 'x' }, author),
    () => createStorageClass(db, { ...storageClass, virtualOrganization: 'x' }, author),
    () => createTapePool(db, { ...tapePool, virtualOrganization: 'x' }, author),
    () => createTapePool(db, { ...tapePool, suppliedBy: ['x'] }, author),
    () => createArchiveRoute(db, { ...archiveRoute, storageClass: 'x' }, author),
    () => createArchiveRoute(db, { ...archiveRoute, tapePool: 'x' }, author),
    () => createRequesterMountRule(db, { ...mountRule, mountPolicy: 'x' }, author),
    () => createRequesterMountRule(db, { ...mountRule, diskInstance: 'x' }, author),
    () => changeVirtualOrganization(db, 'vo', { diskInstance: 'x' }, author),
    () => changeLogicalLibrary(db, 'library', { physicalLibrary: 'x' }, author),
    () => changeStorageClass(db, 'two-copies', { virtualOrganization: 'x' }, author),
    () => changeTapePool(db, 'pool1', { virtualOrganization: 'x' }, author),
    () => changeRequesterMountRule(db, { ...mountRule, requester: 'default' }, { mountPolicy: 'x' }, author),
    () => changeArchiveRoute(db, firstRoute, { tapePool: 'x' }, author),
  ];
  for (const attempt of attempts) await assert.rejects(attempt, is('NO_SUCH_ENTITY', absent));
});

test('Names are unique whatever their case; a class has one route to a pool; numbers are positive', async () => {
  await assert.rejects(createTapePool(db, { ...tapePool, name: 'POOL1' }, author), is('ENTITY_EXISTS'));
  await assert.rejects(createArchiveRoute(db, { ...archiveRoute, tapePool: 'pool1' }, author), is('ENTITY_EXISTS'));
  const sameTapes = changeArchiveRoute(db, firstRoute, { tapePool: 'pool2' }, author);
  await assert.rejects(sameTapes, is('ENTITY_EXISTS', /has a route to tape pool pool2 already$/));
  await assert.rejects(createArchiveRoute(db, { ...archiveRoute, copyNb: 0 }, author), is('VALUE_INVALID'));
  await assert.rejects(createMediaType(db, { ...mediaType, capacityBytes: 0n }, author), is('VALUE_INVALID'));
  await assert.rejects(createStorageClass(db, { ...storageClass, copies: 0 }, author), is('VALUE_INVALID'));
});

test('A pool that supplies others cannot be deleted, nor supply itself; nothing of a refused one stays', async () => {
  await createTapePool(db, { ...tapePool, suppliedBy: ['spare'] }, author);
  await assert.rejects(deleteTapePool(db, 'spare'), is('ENTITY_IN_USE', /tape pools that it supplies$/));
  const [spare] = await listTapePools(db, { name: 'spare' });
  assert.deepEqual(spare?.supplies, ['new']);
  await assert.rejects(changeTapePool(db, 'new', { suppliedBy: ['new'] }, author), is('VALUE_INVALID'));
  assert.deepEqual((await listTapePools(db, { name: 'new' }))[0]?.suppliedBy, ['spare']);
  await deleteTapePool(db, 'new');
  await assert.rejects(createTapePool(db, { ...tapePool, suppliedBy: ['new'] }, author), is('VALUE_INVALID'));
  assert.deepEqual(await listTapePools(db, { name: 'new' }), []);
});

test('At most one virtual organization is that of repack', async () => {
  await createVirtualOrganization(db, { ...vo, name: 'repack' }, author);
  const second = createVirtualOrganization(db, { ...vo, name: 'second' }, author);
  await assert.rejects(second, is('ENTITY_EXISTS', /repack is the virtual organization of repack already/));
  await assert.rejects(changeVirtualOrganization(db, 'vo', { isRepackVo: true }, author), is('ENTITY_EXISTS'));
  await changeVirtualOrganization(db, 'repack', { isRepackVo: true }, author);
  await deleteVirtualOrganization(db, 'repack');
});

test('A logical library is disabled for a reason, and enabled without', async () => {
  const state = async () => {
    const library = (await listLogicalLibraries(db)).find(({ name }) => name === 'library');
    return [library?.disabled, library?.disabledReason];
  };
  const disable = (reason: string) =>
    changeLogicalLibrary(db, 'library', { availability: { disabled: true, reason } }, author);
  const enable = (name: string) => changeLogicalLibrary(db, name, { availability: { disabled: false } }, author);
  await assert.rejects(disable(''), is('VALUE_INVALID'));
  await disable('works');
  assert.deepEqual(await state(), [true, 'works']);
  await enable('library');
  assert.deepEqual(await state(), [false, null]);
  await assert.rejects(enable('x'), is('NO_SUCH_ENTITY'));
});

test('A physical library is changed, disabled for a reason, and enabled without', async () => {
  await createPhysicalLibrary(db, { ...physicalLibrary, name: 'changing' }, author);
  const change = (changes: PhysicalLibraryChange) => changePhysicalLibrary(db, 'changing', changes, author);
  const listed = async () => (await listPhysicalLibraries(db)).find(({ name }) => name === 'changing') ?? assert.fail();
  const texts = { model: 'p', type: 'u', location: 'm', guiUrl: 'h', webcamUrl: 'x', comment: 'other' };
  const slots = { cartridgeSlots: 4, availableCartridgeSlots: 5, driveSlots: 6 };
  await change({ ...texts, ...slots, availability: { disabled: true, reason: 'works' } });
  const disabled = { disabled: true, disabledReason: 'works' };
  assert.partialDeepStrictEqual(await listed(), { ...texts, ...slots, ...disabled, manufacturer: 'm' });
  await change({ type: '', comment: '', availability: { disabled: false } });
  const enabled = { disabled: false, disabledReason: null };
  assert.partialDeepStrictEqual(await listed(), { ...texts, ...slots, ...enabled, type: null, comment: null });
  await assert.rejects(change({}), is('VALUE_INVALID'));
  await assert.rejects(change({ model: '' }), is('VALUE_INVALID'));
  await assert.rejects(change({ availability: { disabled: true, reason: ' ' } }), is('VALUE_INVALID'));
  await assert.rejects(changePhysicalLibrary(db, 'x', { model: 'p' }, author), is('NO_SUCH_ENTITY'));
  await deletePhysicalLibrary(db, 'changing');
});

test('A service is listed as it last reported', async () => {
  const service = {
    kind: 'taped',
    instance: 'drive1',
    host: 'h',
    pid: 1,
    version: '0.1.0',
    startedAt: new Date(0),
  } as const;
  await reportService(db, { ...service, phase: 'starting', conditionCode: null });
  await reportService(db, { ...service, phase: 'degraded', conditionCode: 'B101' });
  const [listed, ...others] = await listServices(db);
  const { heartbeatAt, secondsSinceHeartbeat, secondsInPhase, ...rest } = listed ?? assert.fail();
  assert.deepEqual(rest, { ...service, phase: 'degraded', conditionCode: 'B101', startCount: 1n, deathCount: 0n });
  assert.ok(heartbeatAt instanceof Date && secondsSinceHeartbeat >= 0 && secondsInPhase >= 0);
  assert.deepEqual(others, []);
});
