import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConditionName, isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { recordArchivedFiles } from '../archive-files/record-archived-files.ts';
import { createArchiveRoute, deleteArchiveRoute } from '../archive-routes/archive-routes.ts';
import { reportDriveStatus } from '../drives/report-drive-status.ts';
import { ArchiveFileId, MountId, type Vid } from '../identifiers.ts';
import { createMountPolicy } from '../mount-policies/mount-policies.ts';
import {
  createRequesterGroupMountRule,
  createRequesterMountRule,
  deleteRequesterMountRule,
} from '../mount-policies/mount-rules.ts';
import type { TapeState } from '../tapes/tape.ts';
import { nextArchiveFileIds, prepareArchive } from './prepare-archive.ts';
import { prepareRetrieve } from './prepare-retrieve.ts';

const { db } = await testDatabase(exampleCatalogueTemplate);
const { author, diskInstance, storageClass, driveName } = example;
const [tape1, , tape3] = example.vids;
const requester = { name: 'user', group: 'group' };
const archive = { diskInstance, storageClass, requester };
const archiveFileId = ArchiveFileId(1n);
const retrieve = { archiveFileIds: [archiveFileId], diskInstance, requester };
const is = (condition: ConditionName) => (error: unknown) => isCondition(error, condition);

async function archiveCopy(vid: Vid, copyNb: number): Promise<void> {
  const mountId = MountId(BigInt(copyNb));
  const mount = { mountId, type: 'ARCHIVE_FOR_USER', vid, tapePool: 'p', vo: 'vo' } as const;
  await reportDriveStatus(db, driveName, { status: 'STARTING', mount });
  const place = { copyNb, fSeq: 1n, blockId: 0n, sizeBytes: 12n, adler32: 34 };
  const disk = { diskInstance, diskFileId: 'f', diskFileUid: 1, diskFileGid: 1, storageClass };
  const files = [{ archiveFileId, ...place, ...disk }];
  await recordArchivedFiles(db, { driveName, mountId, vid, lastFseqBefore: 0n, files });
}

async function setStates(states: readonly (readonly [Vid, TapeState])[]): Promise<void> {
  for (const [vid, state] of states) {
    await db.execute(sql`UPDATE TAPE SET TAPE_STATE = ${state} WHERE VID = ${vid}`);
  }
}

test('Files to be archived get a route a copy, and the policy of the default requester', async () => {
  assert.deepEqual(await prepareArchive(db, archive), {
    copies: [
      { copyNb: 1, tapePool: 'pool1' },
      { copyNb: 2, tapePool: 'pool2' },
    ],
    mountPolicy: { name: 'policy', archivePriority: 1, archiveMinRequestAge: 0 },
    maxFileSizeBytes: 0n,
  });
});

test('An unknown storage class or disk instance is NO_SUCH_ENTITY', async () => {
  await assert.rejects(prepareArchive(db, { ...archive, storageClass: 'x' }), is('NO_SUCH_ENTITY'));
  await assert.rejects(prepareArchive(db, { ...archive, diskInstance: 'x' }), is('NO_SUCH_ENTITY'));
});

test('A copy without a route refuses the request', async () => {
  await deleteArchiveRoute(db, { storageClass, copyNb: 2, type: 'DEFAULT' });
  await assert.rejects(
    prepareArchive(db, archive),
    (error) => isCondition(error, 'ARCHIVE_ROUTE_MISSING') && error.details['copy_nb'] === 2,
  );
  const route = { storageClass, copyNb: 2, type: 'DEFAULT', tapePool: 'pool2', comment: 'example' } as const;
  await createArchiveRoute(db, route, author);
});

test('File ids start at 2^32 and never repeat', async () => {
  const ids = [...(await nextArchiveFileIds(db, 3)), ...(await nextArchiveFileIds(db, 2))];
  assert.ok(ids.every((id) => id >= 2n ** 32n));
  assert.equal(new Set(ids).size, 5);
});

test('The rule of activity comes before that of the requester, of the group, and of default', async () => {
  const policyName = async (activity?: string) => {
    const intent = { ...retrieve, ...(activity === undefined ? {} : { activity }) };
    const [file] = await prepareRetrieve(db, intent);
    return file !== undefined && 'mountPolicy' in file ? file.mountPolicy.name : undefined;
  };
  await archiveCopy(tape1, 1);
  assert.equal(await policyName(), 'policy');
  for (const [name, retrievePriority] of [
    ['group', 1],
    ['user', 1],
    ['slow', 1],
    ['fast', 9],
  ] as const) {
    const urgency = { archivePriority: 1, archiveMinRequestAge: 0, retrievePriority, retrieveMinRequestAge: 0 };
    await createMountPolicy(db, { name, ...urgency, comment: 'c' }, author);
  }
  const rule = { diskInstance, comment: 'c' };
  await createRequesterGroupMountRule(db, { ...rule, requester: 'group', mountPolicy: 'group' }, author);
  assert.equal(await policyName(), 'group');
  await createRequesterMountRule(db, { ...rule, requester: 'user', mountPolicy: 'user' }, author);
  assert.equal(await policyName('reprocessing'), 'user');
  for (const [policy, regex] of [
    ['slow', '^repro'],
    ['fast', 'processing'],
  ] as const) {
    await db.execute(sql`
      INSERT INTO REQUESTER_ACTIVITY_MOUNT_RULE
      VALUES (${diskInstance}, 'user', ${policy}, ${regex}, 'c', 'u', 'h', 0, 'u', 'h', 0)`);
  }
  assert.equal(await policyName('reprocessing'), 'fast');
  assert.equal(await policyName('other'), 'user');
});

test('A file is retrieved from its ACTIVE and DISABLED copies', async () => {
  await archiveCopy(tape3, 2);
  await setStates([[tape3, 'DISABLED']]);
  const [file] = await prepareRetrieve(db, retrieve);
  assert.ok(file !== undefined && 'copies' in file);
  assert.deepEqual(file.copies, [
    { vid: tape1, copyNb: 1, fSeq: 1n, blockId: 0n, tapeState: 'ACTIVE' },
    { vid: tape3, copyNb: 2, fSeq: 1n, blockId: 0n, tapeState: 'DISABLED' },
  ]);
  assert.deepEqual([file.sizeBytes, file.adler32, file.storageClass], [12n, 34, storageClass]);
});

test('What cannot be retrieved is told file by file', async () => {
  const cases: readonly (readonly [readonly (readonly [Vid, TapeState])[], ConditionName])[] = [
    [
      [
        [tape1, 'BROKEN'],
        [tape3, 'EXPORTED_PENDING'],
      ],
      'TAPE_COPY_LOST',
    ],
    [
      [
        [tape1, 'BROKEN'],
        [tape3, 'REPACKING'],
      ],
      'TAPE_COPY_UNAVAILABLE',
    ],
  ];
  for (const [states, condition] of cases) {
    await setStates(states);
    const [file, unknown] = await prepareRetrieve(db, {
      ...retrieve,
      archiveFileIds: [archiveFileId, ArchiveFileId(9n)],
    });
    assert.ok(file !== undefined && 'error' in file && is(condition)(file.error));
    assert.ok(unknown !== undefined && 'error' in unknown && is('NO_SUCH_ENTITY')(unknown.error));
  }
  await setStates([[tape1, 'ACTIVE']]);
});

test('A file of another disk instance is refused', async () => {
  await db.execute(sql`
    INSERT INTO DISK_INSTANCE VALUES ('other', 'c', 'u', 'h', 0, 'u', 'h', 0)`);
  const rule = { diskInstance: 'other', requester: 'default', mountPolicy: 'policy', comment: 'c' };
  await createRequesterMountRule(db, rule, author);
  const [file] = await prepareRetrieve(db, { ...retrieve, diskInstance: 'other' });
  assert.ok(file !== undefined && 'error' in file && is('DISK_INSTANCE_DIFFERS')(file.error));
});

test('Nobody without a rule archives or retrieves', async () => {
  await deleteRequesterMountRule(db, diskInstance, 'default');
  const stranger = { name: 'stranger', group: 'strangers' };
  await assert.rejects(prepareArchive(db, { ...archive, requester: stranger }), is('MOUNT_RULE_MISSING'));
  await assert.rejects(prepareRetrieve(db, { ...retrieve, requester: stranger }), is('MOUNT_RULE_MISSING'));
});
