import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { recordArchivedFiles } from '../archive-files/record-archived-files.ts';
import { registerDrive } from '../drives/register-drive.ts';
import { reportDriveStatus } from '../drives/report-drive-status.ts';
import { ArchiveFileId, DriveName, MountId } from '../identifiers.ts';
import { claimTape } from './claim-tape.ts';

const { db } = await testDatabase(exampleCatalogueTemplate);
const [vid] = example.vids;
const first = { driveName: example.driveName, mountId: MountId(1n) };
const second = { driveName: DriveName('DRIVE2'), mountId: MountId(2n) };

await registerDrive(db, {
  driveName: second.driveName,
  host: 'tpsrv2',
  logicalLibrary: example.logicalLibrary,
  devFileName: '/dev/nst1',
  rawLibrarySlot: '1',
  ctaVersion: '0.1.0',
  schedulerBackendName: 'default',
  driveConfig: [],
});
for (const { driveName, mountId } of [first, second]) {
  const mount = { mountId, type: 'ARCHIVE_FOR_USER', vid, tapePool: 'pool1', vo: 'vo' } as const;
  await reportDriveStatus(db, driveName, { status: 'STARTING', mount });
}

function record(who: typeof first, fSeq: bigint) {
  const file = {
    archiveFileId: ArchiveFileId(100n + fSeq),
    copyNb: 1,
    fSeq,
    blockId: fSeq * 10n,
    sizeBytes: 1000n,
    adler32: 1,
    diskInstance: example.diskInstance,
    diskFileId: `file${fSeq}`,
    diskFileUid: 1000,
    diskFileGid: 1000,
    storageClass: example.storageClass,
  };
  return recordArchivedFiles(db, { ...who, vid, lastFseqBefore: fSeq - 1n, files: [file] });
}

test('a claim tells where to write, and who held the tape before records nothing any more', async () => {
  assert.equal((await record(first, 1n)).recorded.length, 1);
  assert.equal(await claimTape(db, { vid, ...second }), 1n);
  await assert.rejects(record(first, 2n), (error) => isCondition(error, 'MOUNT_LOST'));
  assert.equal((await record(second, 2n)).recorded.length, 1);
});

test('only the mount that the drive is in can claim', async () => {
  await assert.rejects(claimTape(db, { vid, ...second, mountId: MountId(3n) }), (error) =>
    isCondition(error, 'MOUNT_LOST'),
  );
});
