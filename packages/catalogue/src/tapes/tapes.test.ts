import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConditionName, isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { changeLogicalLibrary } from '../libraries/logical-libraries.ts';
import { Vid } from '../identifiers.ts';
import { listTapePools } from '../tape-pools/tape-pools.ts';
import { changeTape, markTapeFull, type TapeChange, tapeMounted } from './change-tape.ts';
import { createTape, deleteTape, type NewTape } from './create-tape.ts';
import { listTapes, type TapeFilter } from './list-tapes.ts';
import { checkTapeForLabel, tapeLabelled } from './tape-label.ts';
import { tapesByVid, tapesForWriting } from './tapes-for-mounts.ts';

const { db } = await testDatabase(exampleCatalogueTemplate);
const { author, driveName, logicalLibrary } = example;
const [tape1, tape2, tape3] = example.vids;

const fresh: NewTape = {
  vid: Vid('N00001'),
  mediaType: example.mediaType,
  vendor: 'somebody',
  logicalLibrary,
  tapePool: 'pool2',
  full: false,
  state: 'ACTIVE',
  stateReason: null,
  purchaseOrder: 'PO1',
  comment: '',
};

const is = (condition: ConditionName) => (error: unknown) => isCondition(error, condition);

async function addFile(vid: Vid): Promise<void> {
  await db.execute(sql`
    INSERT INTO ARCHIVE_FILE (ARCHIVE_FILE_ID, DISK_INSTANCE_NAME, DISK_FILE_ID, DISK_FILE_UID, DISK_FILE_GID,
      SIZE_IN_BYTES, CHECKSUM_ADLER32, STORAGE_CLASS_ID, CREATION_TIME, RECONCILIATION_TIME)
    SELECT 1, ${example.diskInstance}, 'f', 1, 1, 1, 1, STORAGE_CLASS_ID, 0, 0 FROM STORAGE_CLASS`);
  await db.execute(sql`
    INSERT INTO TAPE_FILE (VID, FSEQ, BLOCK_ID, LOGICAL_SIZE_IN_BYTES, COPY_NB, CREATION_TIME, ARCHIVE_FILE_ID)
    VALUES (${vid}, 1, 0, 1, 1, 0, 1)`);
}

async function removeFiles(): Promise<void> {
  await db.execute(sql`DELETE FROM TAPE_FILE`);
  await db.execute(sql`DELETE FROM ARCHIVE_FILE`);
}

test('A tape is created, listed and deleted', async () => {
  await createTape(db, fresh, author);
  const [tape] = await listTapes(db, { vids: [fresh.vid] });
  assert.equal(tape?.virtualOrganization, 'vo');
  assert.equal(tape?.physicalLibrary, 'robot');
  assert.deepEqual([tape?.comment, tape?.purchaseOrder, tape?.labelFormat, tape?.dirty], [null, 'PO1', null, true]);
  assert.deepEqual({ ...tape?.creation, at: null }, { ...author, at: null });
  await assert.rejects(createTape(db, fresh, author), is('ENTITY_EXISTS'));
  await deleteTape(db, fresh.vid);
  assert.deepEqual(await listTapes(db, { vids: [fresh.vid] }), []);
  await assert.rejects(deleteTape(db, fresh.vid), is('NO_SUCH_ENTITY'));
});

test('A tape of what does not exist, or without vendor or reason, is refused', async () => {
  const cases: readonly (readonly [Partial<NewTape>, ConditionName, RegExp])[] = [
    [{ mediaType: 'x' }, 'NO_SUCH_ENTITY', /Cannot create tape N00001 because media type x does not exist/],
    [{ logicalLibrary: 'x' }, 'NO_SUCH_ENTITY', /because logical library x does not exist/],
    [{ tapePool: 'x' }, 'NO_SUCH_ENTITY', /because tape pool x does not exist/],
    [{ vendor: '' }, 'VALUE_INVALID', /because the vendor is an empty string/],
    [{ state: 'BROKEN' }, 'VALUE_INVALID', /because state BROKEN needs a reason/],
  ];
  for (const [changes, condition, message] of cases) {
    await assert.rejects(
      createTape(db, { ...fresh, ...changes }, author),
      (error) => isCondition(error, condition) && message.test(error.message),
    );
  }
});

test('Each filter leaves the tapes that it names', async () => {
  const all = [tape1, tape2, tape3];
  const cases: readonly (readonly [TapeFilter, readonly Vid[]])[] = [
    [{}, all],
    [{ vids: [tape3, tape1] }, [tape1, tape3]],
    [{ tapePool: 'pool1' }, [tape1, tape2]],
    [{ tapePool: 'pool2', full: false }, [tape3]],
    [{ full: true }, []],
    [{ fromCastor: false, state: 'ACTIVE', vendor: 'nobody' }, all],
    [{ mediaType: 'LTO9', logicalLibrary, physicalLibrary: 'robot', virtualOrganization: 'vo' }, all],
    [{ capacityBytes: 1n }, []],
    [{ purchaseOrder: 'x' }, []],
  ];
  for (const [filter, vids] of cases) {
    const found = (await listTapes(db, filter)).map(({ vid }) => vid);
    assert.deepEqual(found, vids, JSON.stringify({ ...filter, capacityBytes: undefined }));
  }
});

test('Mounts are counted with drive and time', async () => {
  await tapeMounted(db, tape1, driveName, 'archive');
  await tapeMounted(db, tape1, driveName, 'retrieve');
  await tapeMounted(db, tape1, driveName, 'retrieve');
  const [tape] = await listTapes(db, { vids: [tape1] });
  assert.deepEqual([tape?.writeMounts, tape?.readMounts], [1n, 2n]);
  assert.deepEqual([tape?.lastWriteDrive, tape?.lastReadDrive], [driveName, driveName]);
  assert.ok(tape?.lastWrittenAt instanceof Date);
  await assert.rejects(tapeMounted(db, fresh.vid, driveName, 'archive'), is('NO_SUCH_ENTITY'));
});

test('Tapes for writing are labelled, ACTIVE and not full, the fullest first', async () => {
  const writable = async () => (await tapesForWriting(db, logicalLibrary)).map(({ vid }) => vid);
  await db.execute(sql`UPDATE TAPE SET DATA_IN_BYTES = 5 WHERE VID = ${tape2}`);
  await createTape(db, fresh, author);
  assert.deepEqual(await writable(), [tape2, tape1, tape3]);
  await markTapeFull(db, tape2);
  await db.execute(sql`UPDATE TAPE SET TAPE_STATE = 'DISABLED' WHERE VID = ${tape3}`);
  assert.deepEqual(await writable(), [tape1]);
  assert.deepEqual(await tapesForWriting(db, 'other'), []);
  await changeTape(db, tape2, { full: false }, author);
  await db.execute(sql`UPDATE TAPE SET TAPE_STATE = 'ACTIVE' WHERE VID = ${tape3}`);
  assert.equal((await writable()).length, 3);
  await deleteTape(db, fresh.vid);
});

test('A tape for a mount has pool, quotas, media and library with it', async () => {
  await createTape(db, fresh, author);
  await changeLogicalLibrary(db, logicalLibrary, { availability: { disabled: true, reason: 'works' } }, author);
  const [unlabelled, tape] = await tapesByVid(db, [tape3, fresh.vid, Vid('V99999')]);
  assert.deepEqual(tape, {
    vid: tape3,
    state: 'ACTIVE',
    full: false,
    tapePool: 'pool2',
    vo: 'vo',
    readMaxDrives: 2,
    writeMaxDrives: 2,
    logicalLibrary,
    libraryDisabled: true,
    mediaType: 'LTO9',
    vendor: 'nobody',
    capacityBytes: 18_000_000_000_000n,
    dataBytes: 0n,
    lastFseq: 0n,
    labelled: true,
    labelFormat: 0,
    encryptionKeyName: null,
  });
  assert.deepEqual([unlabelled?.labelled, unlabelled?.labelFormat], [false, undefined]);
  await changeLogicalLibrary(db, logicalLibrary, { availability: { disabled: false } }, author);
  await deleteTape(db, fresh.vid);
});

test('A label is refused where files are on the tape, or in the recycle log', async () => {
  await addFile(tape1);
  await assert.rejects(checkTapeForLabel(db, tape1), is('ENTITY_IN_USE'));
  await assert.rejects(tapeLabelled(db, tape1, driveName), is('ENTITY_IN_USE'));
  await assert.rejects(deleteTape(db, tape1), is('ENTITY_IN_USE'));
  await removeFiles();
  await db.execute(sql`UPDATE TAPE SET LAST_FSEQ = 3, DATA_IN_BYTES = 7 WHERE VID = ${tape1}`);
  await checkTapeForLabel(db, tape1);
  await tapeLabelled(db, tape1, driveName);
  const [tape] = await listTapes(db, { vids: [tape1] });
  assert.deepEqual([tape?.lastFseq, tape?.dataBytes, tape?.labelDrive], [0n, 0n, driveName]);
  await assert.rejects(checkTapeForLabel(db, fresh.vid), is('NO_SUCH_ENTITY'));
});

test('A pool is listed with the sums over its tapes', async () => {
  await db.execute(sql`UPDATE TAPE SET DATA_IN_BYTES = 7, LAST_FSEQ = 3, IS_FULL = '1' WHERE VID = ${tape1}`);
  const [pool, ...others] = await listTapePools(db, { name: 'pool1' });
  assert.deepEqual(others, []);
  const { tapes, emptyTapes, disabledTapes, fullTapes, writableTapes, dataBytes, physicalFiles } =
    pool ?? assert.fail();
  assert.deepEqual([tapes, emptyTapes, disabledTapes, fullTapes, writableTapes], [2n, 0n, 0n, 1n, 1n]);
  assert.deepEqual([dataBytes, physicalFiles, pool?.capacityBytes], [12n, 3n, 36_000_000_000_000n]);
});

test('All of a tape but its VID and state is changed at once; an empty text is none', async () => {
  const change = {
    mediaType: example.mediaType,
    vendor: 'another',
    tapePool: 'pool2',
    encryptionKeyName: 'key',
    purchaseOrder: 'PO2',
    verificationStatus: 'verified',
    full: true,
    dirty: false,
    comment: 'comment',
  };
  await changeTape(db, tape1, { ...change, logicalLibrary }, author);
  const listed = async () => (await listTapes(db, { vids: [tape1] }))[0] ?? assert.fail();
  assert.partialDeepStrictEqual(await listed(), { ...change, logicalLibrary });
  const none = { encryptionKeyName: '', purchaseOrder: '', verificationStatus: '', comment: '' };
  await changeTape(db, tape1, { ...none, tapePool: 'pool1', full: false }, author);
  const { encryptionKeyName, purchaseOrder, verificationStatus, comment, vendor } = await listed();
  const texts = [encryptionKeyName, purchaseOrder, verificationStatus, comment, vendor];
  assert.deepEqual(texts, [null, null, null, null, 'another']);
});

test('A change that cannot be made is refused, and nothing of it is done', async () => {
  await addFile(tape1);
  const cases: readonly (readonly [TapeChange, ConditionName])[] = [
    [{}, 'VALUE_INVALID'],
    [{ vendor: ' ' }, 'VALUE_INVALID'],
    [{ mediaType: '' }, 'VALUE_INVALID'],
    [{ full: true, tapePool: 'x' }, 'NO_SUCH_ENTITY'],
    [{ full: true, mediaType: example.mediaType }, 'ENTITY_IN_USE'],
    [{ full: true, encryptionKeyName: 'key' }, 'ENTITY_IN_USE'],
  ];
  for (const [change, condition] of cases) await assert.rejects(changeTape(db, tape1, change, author), is(condition));
  assert.equal((await listTapes(db, { vids: [tape1] }))[0]?.full, false);
  await assert.rejects(changeTape(db, fresh.vid, { full: true }, author), is('NO_SUCH_ENTITY'));
  await removeFiles();
});
