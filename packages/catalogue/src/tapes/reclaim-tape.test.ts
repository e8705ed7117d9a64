import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConditionName, isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { deleteTapeFile } from '../archive-files/delete-tape-file.ts';
import { listRecycledFiles } from '../archive-files/list-recycled-files.ts';
import { listTapeFiles } from '../archive-files/list-tape-files.ts';
import { ArchiveFileId, Vid } from '../identifiers.ts';
import { listTapes } from './list-tapes.ts';
import { reclaimTape } from './reclaim-tape.ts';
import type { TapeState } from './tape.ts';

const { db } = await testDatabase(exampleCatalogueTemplate);
const { author } = example;
const [vid, other] = example.vids;
const archiveFileId = ArchiveFileId(1n);
const is =
  (condition: ConditionName, message = /./) =>
  (error: unknown) =>
    isCondition(error, condition) && message.test(error.message);

async function tapeNow() {
  const [tape] = await listTapes(db, { vids: [vid] });
  return tape ?? assert.fail();
}

async function tapeIs(state: TapeState, full: boolean): Promise<void> {
  await db.execute(sql`UPDATE TAPE SET TAPE_STATE = ${state}, IS_FULL = ${full ? '1' : '0'} WHERE VID = ${vid}`);
}

async function addCopy(on: Vid, copyNb: number): Promise<void> {
  await db.execute(sql`
    INSERT INTO TAPE_FILE (VID, FSEQ, BLOCK_ID, LOGICAL_SIZE_IN_BYTES, COPY_NB, CREATION_TIME, ARCHIVE_FILE_ID)
    VALUES (${on}, 1, 0, 7, ${copyNb}, 0, ${archiveFileId})`);
  await db.execute(sql`UPDATE TAPE SET LAST_FSEQ = 1, DATA_IN_BYTES = 7, NB_MASTER_FILES = 1 WHERE VID = ${on}`);
}

await db.execute(sql`
  INSERT INTO ARCHIVE_FILE (ARCHIVE_FILE_ID, DISK_INSTANCE_NAME, DISK_FILE_ID, DISK_FILE_UID, DISK_FILE_GID,
    SIZE_IN_BYTES, CHECKSUM_ADLER32, STORAGE_CLASS_ID, CREATION_TIME, RECONCILIATION_TIME)
  SELECT ${archiveFileId}, ${example.diskInstance}, 'f', 1, 2, 7, 1, STORAGE_CLASS_ID, 0, 0 FROM STORAGE_CLASS`);
await addCopy(vid, 1);

test('A copy is given up only where there is another, on a tape that nobody uses, for a reason', async () => {
  const attempt = (reason = 'torn') => deleteTapeFile(db, { archiveFileId, vid }, reason);
  await assert.rejects(attempt(), is('TAPE_FILE_NOT_DELETABLE', /is ACTIVE, and must be BROKEN/));
  await tapeIs('BROKEN', true);
  await assert.rejects(attempt(), is('TAPE_FILE_NOT_DELETABLE', /only copy/));
  await addCopy(other, 2);
  await assert.rejects(attempt(' '), is('VALUE_INVALID'));
  await assert.rejects(deleteTapeFile(db, { archiveFileId, vid: Vid('X99999') }, 'torn'), is('NO_SUCH_ENTITY'));
  await assert.rejects(deleteTapeFile(db, { archiveFileId: ArchiveFileId(9n), vid }, 'x'), is('NO_SUCH_ENTITY'));
  await attempt();
  assert.deepEqual(
    (await listTapeFiles(db, { archiveFileIds: [archiveFileId] })).map((copy) => [copy.vid, copy.copyNb]),
    [[other, 2]],
  );
  const [recycled, ...others] = await listRecycledFiles(db, {
    vid,
    archiveFileId,
    copyNb: 1,
    virtualOrganization: 'vo',
  });
  assert.deepEqual(others, []);
  const { sizeBytes, adler32, diskFileIdWhenDeleted, diskFileUid, diskFileGid, reason } = recycled ?? assert.fail();
  assert.deepEqual([sizeBytes, adler32, diskFileIdWhenDeleted, diskFileUid, diskFileGid], [7n, 1, 'f', 1, 2]);
  assert.equal(reason, '(Deleted using cta-admin tf rm) torn');
  assert.deepEqual(await listRecycledFiles(db, { diskInstance: example.diskInstance, diskFileId: 'g' }), []);
  assert.equal((await tapeNow()).dirty, true);
  await assert.rejects(attempt(), is('NO_SUCH_ENTITY'));
});

test('A tape is made empty again only when nothing on it can be wanted any more', async () => {
  const refused = (reason: RegExp) => assert.rejects(reclaimTape(db, vid, author), is('TAPE_NOT_RECLAIMABLE', reason));
  await refused(/deleted \d+ s ago, and can be brought back for 2678400 s/);
  await tapeIs('BROKEN', false);
  await refused(/it is not full/);
  await tapeIs('EXPORTED', true);
  await refused(/it is EXPORTED/);
  await tapeIs('BROKEN', true);
  await addCopy(vid, 1);
  await refused(/1 files are on it/);
  await deleteTapeFile(db, { archiveFileId, vid }, 'torn');
  await assert.rejects(reclaimTape(db, Vid('X99999'), author), is('NO_SUCH_ENTITY'));

  await reclaimTape(db, vid, author, 0);
  const { lastFseq, dataBytes, masterFiles, full, dirty, state, labelDrive } = await tapeNow();
  assert.deepEqual([lastFseq, dataBytes, masterFiles, full, dirty], [0n, 0n, 0n, false, false]);
  assert.deepEqual([state, labelDrive], ['BROKEN', example.driveName]);
  assert.deepEqual(await db.query(sql`SELECT FROM FILE_RECYCLE_LOG`), []);
});
