import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addTwoPools, adminRig } from './admin-rig.test.ts';
import {
  addGroupMountRule,
  addPhysicalLibrary,
  changeArchiveRoute,
  changeDiskInstance,
  changeGroupMountRule,
  changeLogicalLibrary,
  changeMediaType,
  changeMountPolicy,
  changePhysicalLibrary,
  changeRequesterMountRule,
  changeStorageClass,
  changeTape,
  changeTapePool,
  changeVirtualOrganization,
  listArchiveRoutes,
  listDiskInstances,
  listGroupMountRules,
  listLogicalLibraries,
  listMediaTypes,
  listMountPolicies,
  listPhysicalLibraries,
  listRequesterMountRules,
  listStorageClasses,
  listTapePools,
  listTapes,
  listVirtualOrganizations,
  readArchiveVersion,
  reclaimTape,
  removeArchiveRoute,
  removeDiskInstance,
  removeGroupMountRule,
  removeLogicalLibrary,
  removeMediaType,
  removeMountPolicy,
  removePhysicalLibrary,
  removeRequesterMountRule,
  removeStorageClass,
  removeTape,
  removeTapePool,
  removeVirtualOrganization,
  addTape,
} from './index.ts';

const admin = await adminRig();
await addTwoPools(admin);

test('everything that was added is listed, with the fields of CTA and who added it', async () => {
  const [instance] = await listDiskInstances(admin);
  assert.ok(instance !== undefined);
  const { creationLog, lastModificationLog, ...rest } = instance;
  assert.deepEqual(rest, { name: 'disk', comment: 'for tests' });
  assert.deepEqual([creationLog.username, creationLog.host], ['operator', 'desk']);
  assert.ok(Math.abs(Number(creationLog.time) - Date.now() / 1000) < 60);
  assert.deepEqual(lastModificationLog, creationLog);

  const [vo] = await listVirtualOrganizations(admin);
  assert.deepEqual(
    [vo?.readMaxDrives, vo?.maxFileSize, vo?.diskinstance, vo?.isRepackVo],
    [2n, 1_000_000n, 'disk', false],
  );
  const [library] = await listLogicalLibraries(admin);
  assert.deepEqual([library?.name, library?.isDisabled, library?.physicalLibrary], ['library', false, '']);
  const [type] = await listMediaTypes(admin);
  assert.deepEqual([type?.capacity, type && 'primaryDensityCode' in type], [18_000_000_000_000n, false]);
  const [storageClass] = await listStorageClasses(admin);
  assert.deepEqual([storageClass?.nbCopies, storageClass?.vo], [2n, 'vo']);
  assert.deepEqual(
    (await listArchiveRoutes(admin)).map((route) => [route.copyNumber, route.archiveRouteType, route.tapepool]),
    [
      [1, 'DEFAULT', 'first'],
      [2, 'DEFAULT', 'second'],
    ],
  );
  const [policy] = await listMountPolicies(admin);
  assert.deepEqual([policy?.archivePriority, policy?.retrieveMinRequestAge], [10n, 30n]);
  const [rule] = await listRequesterMountRules(admin);
  assert.deepEqual([rule?.diskInstance, rule?.requesterMountRule, rule?.mountPolicy], ['disk', 'user', 'policy']);
  const [pool] = await listTapePools(admin);
  assert.deepEqual(
    [pool?.name, pool?.numTapes, pool?.numPartialTapes, pool?.capacityBytes, pool?.dataBytes, pool?.encrypt],
    ['first', 1n, 1n, 18_000_000_000_000n, 0n, false],
  );
});

test('a tape is listed by its criteria, changed, and its state has a reason', async () => {
  const [tape] = await listTapes(admin, { all: false, criteria: { vid: 'V00001', tapePool: 'first', vo: 'vo' } });
  assert.deepEqual(
    [tape?.state, tape?.full, tape?.labelFormat, tape && 'labelLog' in tape, tape?.capacity, tape?.lastFseq],
    ['ACTIVE', false, 'CTA', false, 18_000_000_000_000n, 0n],
  );
  assert.equal((await listTapes(admin, { all: true, criteria: {} })).length, 2);
  await changeTape(admin, {
    vid: 'V00001',
    state: 'DISABLED',
    reason: 'broken leader',
    comment: 'look at it',
    full: true,
  });
  const [changed] = await listTapes(admin, { all: false, criteria: { state: 'DISABLED' } });
  assert.deepEqual(
    [changed?.vid, changed?.stateReason, changed?.stateModifiedBy, changed?.comment, changed?.full],
    ['V00001', 'broken leader', 'operator@desk', 'look at it', true],
  );
  await changeTape(admin, { vid: 'V00001', state: 'ACTIVE', comment: '', full: false });
});

test('what cannot be done is refused by its own condition', async () => {
  const refused = async (work: Promise<unknown>, condition: string): Promise<void> => {
    await assert.rejects(work, { condition, suspect: 'user' });
  };
  await refused(addTwoPools(admin), 'ENTITY_EXISTS');
  await refused(removeTapePool(admin, 'first'), 'ENTITY_IN_USE');
  await refused(removeMediaType(admin, 'LTO8'), 'NO_SUCH_ENTITY');
  await refused(listTapes(admin, { all: false, criteria: {} }), 'VALUE_INVALID');
  await refused(listTapes(admin, { all: true, criteria: { full: true } }), 'VALUE_INVALID');
  await refused(listTapes(admin, { all: false, criteria: { vid: 'V00009' } }), 'NO_SUCH_ENTITY');
  await refused(changeTape(admin, { vid: 'V00001', state: 'DISABLED' }), 'VALUE_INVALID');
  await refused(changeLogicalLibrary(admin, { name: 'library', isDisabled: true }), 'VALUE_INVALID');
  await refused(changeLogicalLibrary(admin, { name: 'library', disabledReason: 'robot hand' }), 'VALUE_INVALID');
  await refused(changeTape(admin, { vid: 'V00001', reason: 'dust' }), 'VALUE_INVALID');
  await refused(changeTape(admin, { vid: 'V00001' }), 'VALUE_INVALID');
  await refused(changeTapePool(admin, { name: 'first' }), 'VALUE_INVALID');
  await refused(changeTapePool(admin, { name: 'third', comment: 'x' }), 'NO_SUCH_ENTITY');
  await refused(reclaimTape(admin, 'V00001'), 'TAPE_NOT_RECLAIMABLE');
  const tape = { mediaType: 'LTO9', vendor: 'maker', logicalLibrary: 'library', tapePool: 'first', full: false };
  for (const vid of ['v00003', 'V003', 'V000034']) await refused(addTape(admin, { ...tape, vid }), 'VALUE_INVALID');
});

test('a logical library is disabled for a reason, and enabled again', async () => {
  await changeLogicalLibrary(admin, { name: 'library', isDisabled: true, disabledReason: 'robot hand' });
  const [disabled] = await listLogicalLibraries(admin);
  assert.deepEqual([disabled?.isDisabled, disabled?.disabledReason], [true, 'robot hand']);
  await changeLogicalLibrary(admin, { name: 'library', isDisabled: false });
  const [enabled] = await listLogicalLibraries(admin);
  assert.deepEqual([enabled?.isDisabled, enabled?.disabledReason], [false, '']);
});

test('what was added is changed, as it is listed', async () => {
  await changeTapePool(admin, { name: 'first', partialTapes: 3, supply: 'second', encryptionKeyName: 'key' });
  const [pool] = await listTapePools(admin);
  assert.deepEqual([pool?.numPartialTapes, pool?.supplySource, pool?.encrypt], [3n, ['second'], true]);
  await changeTapePool(admin, { name: 'first', supply: '', encryptionKeyName: '', vo: 'vo', comment: 'changed' });
  const [again] = await listTapePools(admin);
  assert.deepEqual([again?.supplySource, again?.encrypt, again?.comment], [[], false, 'changed']);
  await changeStorageClass(admin, { name: 'twice', copies: 3, vo: 'vo' });
  assert.equal((await listStorageClasses(admin))[0]?.nbCopies, 3n);
  await changeMountPolicy(admin, { name: 'policy', archivePriority: 11 });
  const [policy] = await listMountPolicies(admin);
  assert.deepEqual([policy?.archivePriority, policy?.retrievePriority], [11n, 20n]);
  await changeVirtualOrganization(admin, { name: 'vo', readMaxDrives: 7, maxFileSizeBytes: 2_000_000 });
  const [vo] = await listVirtualOrganizations(admin);
  assert.deepEqual([vo?.readMaxDrives, vo?.writeMaxDrives, vo?.maxFileSize], [7n, 2n, 2_000_000n]);
  await changeDiskInstance(admin, { name: 'disk', comment: 'changed' });
  assert.equal((await listDiskInstances(admin))[0]?.comment, 'changed');
  await changeMediaType(admin, { name: 'LTO9', primaryDensityCode: 96, numberOfWraps: 280, maxLpos: 171_000 });
  const [type] = await listMediaTypes(admin);
  assert.deepEqual([type?.primaryDensityCode, type?.numberOfWraps, type?.maxLpos], [96n, 280n, 171_000n]);
  await changeArchiveRoute(admin, { storageClass: 'twice', copyNb: 1, type: 'DEFAULT', comment: 'changed' });
  assert.equal((await listArchiveRoutes(admin))[0]?.comment, 'changed');
  await changeRequesterMountRule(admin, { diskInstance: 'disk', name: 'user', comment: 'changed' });
  assert.equal((await listRequesterMountRules(admin))[0]?.comment, 'changed');
  const group = changeGroupMountRule(admin, { diskInstance: 'disk', name: 'group', comment: 'changed' });
  await assert.rejects(group, { condition: 'NO_SUCH_ENTITY' });
  await changeTape(admin, { vid: 'V00001', vendor: 'another', tapePool: 'second', purchaseOrder: 'PO' });
  const [tape] = await listTapes(admin, { all: false, criteria: { vid: 'V00001' } });
  assert.deepEqual([tape?.vendor, tape?.tapepool, tape?.purchaseOrder], ['another', 'second', 'PO']);
  await changeTape(admin, { vid: 'V00001', tapePool: 'first', full: true });
  await reclaimTape(admin, 'V00001');
  const [reclaimed] = await listTapes(admin, { all: false, criteria: { vid: 'V00001' } });
  assert.equal(reclaimed?.full, false);
});

test('the version of the Catalogue is told', async () => {
  assert.deepEqual(await readArchiveVersion(admin), { catalogueVersion: '15.0', isUpgrading: false });
});

test('everything can be removed again, from the top', async () => {
  const required = { physicalCartridgeSlots: 10, physicalDriveSlots: 2 };
  await addPhysicalLibrary(admin, { name: 'robot', manufacturer: 'maker', model: 'big', ...required });
  const [robot] = await listPhysicalLibraries(admin);
  assert.deepEqual([robot?.nbPhysicalCartridgeSlots, robot?.guiUrl, robot?.isDisabled], [10n, '', false]);
  await changePhysicalLibrary(admin, {
    name: 'robot',
    guiUrl: 'https://robot',
    availableCartridgeSlots: 9,
    isDisabled: true,
    disabledReason: 'works',
  });
  const [changed] = await listPhysicalLibraries(admin);
  assert.deepEqual(
    [changed?.guiUrl, changed?.nbAvailableCartridgeSlots, changed?.isDisabled, changed?.disabledReason],
    ['https://robot', 9n, true, 'works'],
  );
  await assert.rejects(changePhysicalLibrary(admin, { name: 'robot' }), { condition: 'VALUE_INVALID' });
  await removePhysicalLibrary(admin, 'robot');
  const rule = { diskInstance: 'disk', name: 'group' };
  await addGroupMountRule(admin, { ...rule, mountPolicy: 'policy', comment: 'for tests' });
  assert.equal((await listGroupMountRules(admin))[0]?.groupMountRule, 'group');
  await removeGroupMountRule(admin, rule);
  await removeRequesterMountRule(admin, { diskInstance: 'disk', name: 'user' });
  await removeMountPolicy(admin, 'policy');
  for (const [copyNb, pool] of [
    [1, 'first'],
    [2, 'second'],
  ] as const) {
    await removeArchiveRoute(admin, { storageClass: 'twice', copyNb, type: 'DEFAULT' });
    await removeTape(admin, `V0000${copyNb}`);
    await removeTapePool(admin, pool);
  }
  await removeStorageClass(admin, 'twice');
  await removeMediaType(admin, 'LTO9');
  await removeLogicalLibrary(admin, 'library');
  await removeVirtualOrganization(admin, 'vo');
  await removeDiskInstance(admin, 'disk');
  assert.deepEqual(await listTapes(admin, { all: true, criteria: {} }), []);
});
