import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { reportDriveStatus } from '../drives/report-drive-status.ts';
import { ArchiveFileId, DriveName, MountId, type Vid } from '../identifiers.ts';
import type { ArchivedBatch, ArchivedFile } from './archived-batch.ts';
import type { BatchOutcome } from './batch-outcome.ts';
import { existingCopies } from './existing-copies.ts';
import { listTapeFiles } from './list-tape-files.ts';
import { recordArchivedFiles } from './record-archived-files.ts';

const { db, open } = await testDatabase(exampleCatalogueTemplate);
const [tape1, tape2, tape3] = example.vids;
const { driveName } = example;
const mountId = MountId(7n);

async function startMount(vid: Vid, id: MountId = mountId): Promise<void> {
  const mount = { mountId: id, type: 'ARCHIVE_FOR_USER', vid, tapePool: 'pool1', vo: 'vo' } as const;
  await reportDriveStatus(db, driveName, { status: 'TRANSFERING', mount, files: 0, bytes: 0 });
}

function file(number: number, fSeq: number, changes: Partial<ArchivedFile> = {}): ArchivedFile {
  return {
    archiveFileId: ArchiveFileId(BigInt(number)),
    copyNb: 1,
    fSeq: BigInt(fSeq),
    blockId: BigInt(fSeq * 10),
    sizeBytes: 1000n,
    adler32: 0x98f40933,
    diskInstance: example.diskInstance,
    diskFileId: `file${number}`,
    diskFileUid: 1000,
    diskFileGid: 1000,
    storageClass: example.storageClass,
    ...changes,
  };
}

function batch(vid: Vid, files: readonly ArchivedFile[], changes: Partial<ArchivedBatch> = {}): ArchivedBatch {
  return { driveName, mountId, vid, lastFseqBefore: (files[0]?.fSeq ?? 1n) - 1n, files, ...changes };
}

function numbersOf({ recorded, alreadyThere, refused }: BatchOutcome) {
  const number = ({ archiveFileId }: ArchivedFile): number => Number(archiveFileId);
  return {
    recorded: recorded.map(number),
    alreadyThere: alreadyThere.map(number),
    refused: refused.map(({ file: refusedFile, error }) => [number(refusedFile), error.condition]),
  };
}

async function tapeState(vid: Vid) {
  const [row] = await db.query(sql`
    SELECT LAST_FSEQ::int AS "lastFseq", DATA_IN_BYTES::int AS "dataBytes", NB_MASTER_FILES::int AS "masterFiles",
           MASTER_DATA_IN_BYTES::int AS "masterBytes" FROM TAPE WHERE VID = ${vid}`);
  return row;
}

beforeEach(async () => {
  await db.execute(sql`DELETE FROM TAPE_FILE`);
  await db.execute(sql`DELETE FROM ARCHIVE_FILE`);
  await db.execute(
    sql`UPDATE TAPE SET LAST_FSEQ = 0, DATA_IN_BYTES = 0, NB_MASTER_FILES = 0, MASTER_DATA_IN_BYTES = 0`,
  );
  await startMount(tape1);
});

test('A batch moves the tape and adds files and copies', async () => {
  const outcome = await recordArchivedFiles(db, batch(tape1, [file(1, 1), file(2, 2)]));
  assert.deepEqual(numbersOf(outcome), { recorded: [1, 2], alreadyThere: [], refused: [] });
  assert.deepEqual(await tapeState(tape1), { lastFseq: 2, dataBytes: 2000, masterFiles: 2, masterBytes: 2000 });
  const files = await listTapeFiles(db, { vid: tape1 });
  const { archivedAt, writtenAt, ...second } = files[1] ?? assert.fail();
  assert.ok(archivedAt instanceof Date && writtenAt instanceof Date);
  assert.deepEqual(second, { ...file(2, 2), vid: tape1 });
});

test('Told twice it answers the same and changes nothing', async () => {
  await recordArchivedFiles(db, batch(tape1, [file(1, 1)]));
  const again = batch(tape1, [file(2, 2), file(1, 3), file(4, 4, { storageClass: 'unknown' })]);
  const first = numbersOf(await recordArchivedFiles(db, again));
  const before = await tapeState(tape1);
  assert.deepEqual(first, { recorded: [2], alreadyThere: [1], refused: [[4, 'NO_SUCH_ENTITY']] });
  assert.deepEqual(numbersOf(await recordArchivedFiles(db, again)), first);
  assert.deepEqual(await tapeState(tape1), before);
  assert.deepEqual(before, { lastFseq: 4, dataBytes: 4000, masterFiles: 2, masterBytes: 2000 });
});

test('A second copy joins the file that the first has made', async () => {
  await recordArchivedFiles(db, batch(tape1, [file(1, 1)]));
  await startMount(tape3);
  await recordArchivedFiles(db, batch(tape3, [file(1, 1, { copyNb: 2 })]));
  const copies = await listTapeFiles(db, { archiveFileIds: [ArchiveFileId(1n)] });
  assert.deepEqual(
    copies.map(({ vid, copyNb }) => [vid, copyNb]),
    [
      [tape1, 1],
      [tape3, 2],
    ],
  );
});

test('A copy that is on another tape already stays there, and the place on this tape is used', async () => {
  await recordArchivedFiles(db, batch(tape1, [file(1, 1)]));
  await startMount(tape2);
  const outcome = await recordArchivedFiles(db, batch(tape2, [file(1, 1), file(2, 2)]));
  assert.deepEqual(numbersOf(outcome), { recorded: [2], alreadyThere: [1], refused: [] });
  assert.deepEqual(await tapeState(tape2), { lastFseq: 2, dataBytes: 2000, masterFiles: 1, masterBytes: 1000 });
});

test('A file that differs from the Catalogue is left out alone', async () => {
  await recordArchivedFiles(db, batch(tape1, [file(1, 1), file(2, 2)]));
  await startMount(tape3);
  const files = [file(1, 1, { sizeBytes: 1001n }), file(2, 2, { adler32: 1 }), file(3, 3)];
  const outcome = await recordArchivedFiles(
    db,
    batch(
      tape3,
      files.map((each) => ({ ...each, copyNb: 2 })),
    ),
  );
  const differs = 'FILE_DIFFERS_FROM_CATALOGUE';
  const refused = [
    [1, differs],
    [2, differs],
  ];
  assert.deepEqual(numbersOf(outcome), { recorded: [3], alreadyThere: [], refused });
  assert.match(outcome.refused[0]?.error.message ?? '', /copy 2 of archive file 1 has 1001 bytes/);
  assert.deepEqual(outcome.refused[1]?.error.details['catalogue_adler32'], 0x98f40933n);
});

test('Files whose storage class, disk instance or disk file is not as it should be are left out alone', async () => {
  await recordArchivedFiles(db, batch(tape1, [file(1, 1)]));
  const files = [
    file(2, 2, { diskFileId: 'file1' }),
    file(3, 3, { storageClass: 'unknown' }),
    file(4, 4, { diskInstance: 'unknown' }),
    file(5, 5),
    file(6, 6, { diskFileId: 'file5' }),
  ];
  assert.deepEqual(numbersOf(await recordArchivedFiles(db, batch(tape1, files))), {
    recorded: [5],
    alreadyThere: [],
    refused: [
      [2, 'ENTITY_EXISTS'],
      [3, 'NO_SUCH_ENTITY'],
      [4, 'NO_SUCH_ENTITY'],
      [6, 'ENTITY_EXISTS'],
    ],
  });
});

test('A drive that is in another mount, or in none, records nothing', async () => {
  const late = batch(tape1, [file(1, 1)]);
  await startMount(tape2, MountId(8n));
  await assert.rejects(recordArchivedFiles(db, late), (error) => isCondition(error, 'MOUNT_LOST'));
  await reportDriveStatus(db, driveName, { status: 'UP' });
  await assert.rejects(recordArchivedFiles(db, late), (error) => isCondition(error, 'MOUNT_LOST'));
  const foreign = { ...late, driveName: DriveName('unknown') };
  await assert.rejects(recordArchivedFiles(db, foreign), (error) => isCondition(error, 'MOUNT_LOST'));
  assert.deepEqual(await listTapeFiles(db, { vid: tape1 }), []);
});

test('A tape that somebody else has written to records nothing', async () => {
  await recordArchivedFiles(db, batch(tape1, [file(1, 1)]));
  const others = [batch(tape1, [file(2, 1)]), batch(tape1, [file(2, 1), file(3, 2)]), batch(tape1, [file(2, 5)])];
  for (const other of others) {
    await assert.rejects(recordArchivedFiles(db, other), (error) => isCondition(error, 'TAPE_CHANGED_MEANWHILE'));
  }
  assert.equal((await listTapeFiles(db, { vid: tape1 })).length, 1);
});

test('An unknown tape is NO_SUCH_ENTITY, a gap between fSeqs a fault of ours', async () => {
  const unknown = batch('V99999' as Vid, [file(1, 1)]);
  await assert.rejects(recordArchivedFiles(db, unknown), (error) => isCondition(error, 'NO_SUCH_ENTITY'));
  const gap = batch(tape1, [file(1, 1), file(2, 3)]);
  await assert.rejects(recordArchivedFiles(db, gap), (error) => isCondition(error, 'UNFORESEEN_ERROR'));
});

test('Two drives that record the same copies at once leave one of each', async () => {
  const other = DriveName('drive2');
  await db.execute(sql`
    INSERT INTO DRIVE_STATE (DRIVE_NAME, HOST, LOGICAL_LIBRARY, SESSION_ID) VALUES (${other}, 'h', 'library', 9)`);
  const numbers = Array.from({ length: 200 }, (_, index) => index + 1);
  const forward = batch(
    tape1,
    numbers.map((number) => file(number, number)),
  );
  const backward = batch(
    tape2,
    numbers.map((number) => file(201 - number, number)),
    { driveName: other, mountId: MountId(9n) },
  );
  const outcomes = await Promise.all([recordArchivedFiles(open(), forward), recordArchivedFiles(open(), backward)]);
  const count = (list: 'recorded' | 'alreadyThere') => outcomes.reduce((sum, outcome) => sum + outcome[list].length, 0);
  assert.equal(count('recorded'), 200);
  assert.equal(count('alreadyThere'), 200);
  assert.equal((await existingCopies(db, forward.files)).length, 200);
});

test('A copy that is twice in a batch is recorded once', async () => {
  const outcome = await recordArchivedFiles(db, batch(tape1, [file(1, 1), file(2, 2), file(1, 3)]));
  assert.deepEqual(numbersOf(outcome), { recorded: [1, 2], alreadyThere: [1], refused: [] });
});

test('CTA may enter a new copy before it deletes the one that it supersedes, and never leaves two', async () => {
  await recordArchivedFiles(db, batch(tape1, [file(1, 1)]));
  const enter = sql`
    INSERT INTO TAPE_FILE (VID, FSEQ, BLOCK_ID, LOGICAL_SIZE_IN_BYTES, COPY_NB, CREATION_TIME, ARCHIVE_FILE_ID)
    VALUES (${tape2}, 1, 10, 1000, 1, 0, 1)`;
  const isTwice = (error: unknown) =>
    isCondition(error, 'CONSTRAINT_VIOLATED') && error.details['constraint'] === 'tape_file_afi_copy_nb_un';
  await assert.rejects(
    db.transaction((t) => t.execute(enter)),
    isTwice,
  );
  await db.transaction(async (t) => {
    await t.execute(enter);
    await t.execute(sql`DELETE FROM TAPE_FILE WHERE ARCHIVE_FILE_ID = 1 AND VID = ${tape1}`);
  });
  assert.deepEqual(
    (await listTapeFiles(db, { archiveFileIds: [ArchiveFileId(1n)] })).map(({ vid }) => vid),
    [tape2],
  );
});

test('A disk file that another drive records as another archive file at the same time is refused alone', async () => {
  const recording = await open().transaction(async (t) => {
    await t.execute(sql`
      INSERT INTO ARCHIVE_FILE (ARCHIVE_FILE_ID, DISK_INSTANCE_NAME, DISK_FILE_ID, DISK_FILE_UID, DISK_FILE_GID,
        SIZE_IN_BYTES, CHECKSUM_ADLER32, STORAGE_CLASS_ID, CREATION_TIME, RECONCILIATION_TIME)
      SELECT 50, ${example.diskInstance}, 'file1', 1, 1, 1, 1, STORAGE_CLASS_ID, 0, 0 FROM STORAGE_CLASS`);
    const outcome = recordArchivedFiles(open(), batch(tape1, [file(1, 1), file(2, 2)]));
    await somebodyWaitsForALock();
    return { outcome };
  });
  assert.deepEqual(numbersOf(await recording.outcome), {
    recorded: [2],
    alreadyThere: [],
    refused: [[1, 'ENTITY_EXISTS']],
  });
});

async function somebodyWaitsForALock(): Promise<void> {
  const deadline = AbortSignal.timeout(10_000);
  const waiting = sql`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await db.query(waiting)).length === 0) deadline.throwIfAborted();
}

test('A batch of 4000 files takes no longer when the Catalogue has many', async () => {
  const durationsMs: number[] = [];
  for (let first = 1; first <= 12_001; first += 4000) {
    const files = Array.from({ length: 4000 }, (_, index) => file(first + index, first + index));
    const start = performance.now();
    const outcome = await recordArchivedFiles(db, batch(tape1, files));
    durationsMs.push(performance.now() - start);
    assert.equal(outcome.recorded.length, 4000);
  }
  const [first = 0] = durationsMs;
  // Looking through all files for each took a second more with every batch on a machine that does nothing else.
  assert.ok((durationsMs.at(-1) ?? 0) < 3 * first + 1000, `${durationsMs.map(Math.round).join(', ')} ms`);
});
