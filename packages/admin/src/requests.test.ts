import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  ArchiveFileId,
  DriveName,
  recordArchivedFiles,
  registerDrive,
  reportDriveStatus,
  tapeLabelled,
  Vid,
} from '@cta/catalogue';
import {
  type ArchiveJob,
  decideMount,
  endMount,
  failJobs,
  failLabel,
  type Mount,
  reportArchived,
  reportLabelled,
  requestProgress,
  takeArchiveJobs,
  takeRetrieveJobs,
} from '@cta/scheduler';
import { adler32 } from '@cta/testing';
import { addTwoPools, adminRig } from './admin-rig.test.ts';
import {
  type ArchiveSubmission,
  changeTape,
  removeFailedRequest,
  removeTapeFile,
  listFailedRequests,
  listRecycledFiles,
  listTapeFiles,
  listTapes,
  type RetrieveSubmission,
  requestTapeLabel,
  showQueues,
  submitArchive,
  submitRetrieve,
  waitForTapeLabel,
} from './index.ts';

const admin = await adminRig();
await addTwoPools(admin);
const driveName = DriveName('DRIVE1');
await registerDrive(admin.catalogueDb, {
  driveName,
  host: 'tpsrv01',
  logicalLibrary: 'library',
  devFileName: '/dev/nst0',
  rawLibrarySlot: 'smc0',
  ctaVersion: '0.1.0',
  schedulerBackendName: 'postgres',
  driveConfig: [],
});
const scratch = realpathSync(await mkdtemp(join(tmpdir(), 'cta-requests-')));
after(() => rm(scratch, { recursive: true }));
const tree = join(scratch, 'tree');
await mkdir(tree);
await writeFile(join(tree, 'a'), 'content of a');
await writeFile(join(tree, 'b with blank'), 'content of b');
await writeFile(join(tree, 'empty'), '');
await writeFile(join(tree, 'large'), Buffer.alloc(1_000_001));
await symlink('/etc/hostname', join(tree, 'out'));

const { signal } = new AbortController();
const requester = { name: 'user', group: 'users' };
const wait = { timeoutMs: 10_000, signal };

async function mounted(): Promise<Mount> {
  const drive = { driveName, host: 'tpsrv01', logicalLibrary: 'library' };
  const mount = await decideMount({ ...admin, drive, criteria: { minBytes: 0, minFiles: 0 } });
  assert.ok(mount !== undefined);
  return mount;
}

/** What a drive service does once the files of a mount are flushed. */
async function archived(mount: Mount, jobs: readonly ArchiveJob[]): Promise<void> {
  const { catalogueDb, schedulerDb } = admin;
  const { mountId, vid, tapePool, vo } = mount;
  const status = { status: 'MOUNTING', mount: { mountId, type: mount.type, vid, tapePool, vo } } as const;
  await reportDriveStatus(catalogueDb, driveName, status);
  await recordArchivedFiles(catalogueDb, {
    driveName,
    mountId,
    vid,
    lastFseqBefore: 0n,
    files: jobs.map((job, index) => ({
      archiveFileId: job.archiveFileId,
      copyNb: job.copyNb,
      fSeq: BigInt(index + 1),
      blockId: BigInt(index * 10),
      sizeBytes: BigInt(job.sizeBytes),
      adler32: job.adler32 ?? 0,
      diskInstance: job.diskFile.instance,
      diskFileId: job.diskFile.fileId,
      diskFileUid: job.diskFile.ownerUid,
      diskFileGid: job.diskFile.gid,
      storageClass: job.storageClass,
    })),
  });
  await reportArchived(
    schedulerDb,
    mountId,
    jobs.map(({ jobId }) => jobId),
  );
}

test('a tape is labelled on request, once', async () => {
  const id = await requestTapeLabel(admin, { vid: 'V00001', force: false });
  await assert.rejects(requestTapeLabel(admin, { vid: 'V00001', force: false }), {
    condition: 'LABEL_ALREADY_REQUESTED',
  });
  const [queue] = await showQueues(admin);
  assert.deepEqual([queue?.mountType, queue?.logicalLibrary, queue?.queuedFiles], ['LABEL', 'library', 1n]);
  await assert.rejects(waitForTapeLabel(admin, id, { timeoutMs: 0, signal }), { condition: 'LABEL_NOT_DONE_IN_TIME' });
  const mount = await mounted();
  assert.equal(mount.type, 'LABEL');
  await tapeLabelled(admin.catalogueDb, mount.vid, driveName);
  await reportLabelled(admin.schedulerDb, mount.mountId);
  await endMount(admin.schedulerDb, mount.mountId);
  await waitForTapeLabel(admin, id, wait);
  const [tape] = await listTapes(admin, { all: false, criteria: { vid: 'V00001' } });
  assert.equal(tape?.labelLog?.drive, 'DRIVE1');
});

test('whoever waits for a label is told why there is none', async () => {
  const id = await requestTapeLabel(admin, { vid: 'V00002', force: false, drive: 'DRIVE1', oldVid: 'V00003' });
  const mount = await mounted();
  const code = 'M203';
  await failLabel(admin.schedulerDb, mount.mountId, { code, text: 'M203 Label names another tape: it says X' });
  await endMount(admin.schedulerDb, mount.mountId);
  await assert.rejects(waitForTapeLabel(admin, id, wait), {
    condition: 'VOLUME_LABEL_MISMATCH',
    message: 'M203 Label names another tape: it says X',
  });
  await assert.rejects(requestTapeLabel(admin, { vid: 'V00009', force: false }), { condition: 'NO_SUCH_ENTITY' });
});

let archive: ArchiveSubmission;

test('files of a folder are queued with their checksums; those that cannot be are refused one by one', async () => {
  const progress: unknown[] = [];
  archive = await submitArchive(admin, {
    paths: [tree, join(scratch, 'absent')],
    storageClass: 'twice',
    diskInstance: 'disk',
    requester,
    checksum: true,
    requestGroup: 'group',
    onProgress: (told) => progress.push(told),
    signal,
  });
  assert.deepEqual(
    archive.queued.map(({ name, sizeBytes, adler32: sum }) => [name, sizeBytes, sum]),
    [
      ['tree/a', 12, adler32(Buffer.from('content of a'))],
      ['tree/b with blank', 12, adler32(Buffer.from('content of b'))],
    ],
  );
  assert.deepEqual(
    archive.refused.map(({ path, error }) => [path.slice(scratch.length + 1), error.condition]),
    [
      ['tree/empty', 'JOB_FILE_EMPTY'],
      ['tree/large', 'JOB_FILE_TOO_LARGE'],
      ['tree/out', 'DISK_PATH_ESCAPES'],
      ['absent', 'DISK_FILE_NOT_FOUND'],
    ],
  );
  assert.deepEqual(progress, [{ queuedFiles: 2, queuedBytes: 24, refusedFiles: 4 }]);
  const counts = await requestProgress(admin.schedulerDb, { requestGroup: 'group' });
  assert.deepEqual(counts, { queued: 2, active: 0, done: 0, failed: 0 });
});

test('a storage class, disk instance or requester that is not known is refused before anything is queued', async () => {
  const intent = { paths: [tree], storageClass: 'twice', diskInstance: 'disk', requester, checksum: false, signal };
  for (const [wrong, condition] of [
    [{ storageClass: 'thrice' }, 'NO_SUCH_ENTITY'],
    [{ diskInstance: 'floppy' }, 'NO_SUCH_ENTITY'],
    [{ requester: { name: 'nobody', group: 'none' } }, 'MOUNT_RULE_MISSING'],
  ] as const) {
    await assert.rejects(submitArchive(admin, { ...intent, ...wrong }), { condition, suspect: 'user' });
  }
});

test('queues show what waits and what is being done for it', async () => {
  const before = await showQueues(admin);
  assert.deepEqual(
    before.map((queue) => [
      queue.mountType,
      queue.tapepool,
      queue.vo,
      queue.queuedFiles,
      queue.queuedBytes,
      queue.curMounts,
    ]),
    [
      ['ARCHIVE_FOR_USER', 'first', 'vo', 2n, 24n, 0n],
      ['ARCHIVE_FOR_USER', 'second', 'vo', 2n, 24n, 0n],
    ],
  );
  const mount = await mounted();
  const jobs = await takeArchiveJobs(admin.schedulerDb, mount, { maxFiles: 10, maxBytes: 1e9 });
  const [first] = await showQueues(admin);
  assert.deepEqual([first?.tapepool, first?.queuedFiles, first?.curMounts, first?.priority], ['first', 0n, 1n, 0n]);
  assert.deepEqual(
    jobs.map(({ sourceUrl, diskFile }) => [sourceUrl, diskFile.path]),
    archive.queued.map(({ path }) => [pathToFileURL(path).href, path]),
  );
  await archived(mount, jobs);
  await endMount(admin.schedulerDb, mount.mountId);
});

test('copies on tape are listed by tape and by file', async () => {
  const byTape = await listTapeFiles(admin, { vid: 'V00001' });
  assert.deepEqual(
    byTape.map(({ af, tf }) => [af.archiveId, af.size, tf.fSeq, tf.copyNb, af.checksum[0]?.value]),
    archive.queued.map((file, index) => [
      file.archiveFileId,
      12n,
      BigInt(index + 1),
      1,
      file.adler32?.toString(16).padStart(8, '0'),
    ]),
  );
  const id = archive.queued[0]?.archiveFileId ?? assert.fail();
  assert.equal((await listTapeFiles(admin, { archiveFileId: id })).length, 1);
  assert.equal((await listTapeFiles(admin, { archiveFileId: id, vid: 'V00002' })).length, 0);
  assert.equal((await listTapeFiles(admin, { diskInstance: 'disk', diskFileId: `${id}` })).length, 1);
  await assert.rejects(listTapeFiles(admin, {}), { condition: 'VALUE_INVALID' });
  await assert.rejects(listTapeFiles(admin, { diskFileId: '1' }), { condition: 'VALUE_INVALID' });
  await assert.rejects(requestTapeLabel(admin, { vid: 'V00001', force: true }), { condition: 'ENTITY_IN_USE' });
});

let retrieve: RetrieveSubmission;

test('files are queued for retrieval; those that are not in the archive are refused one by one', async () => {
  const known = archive.queued.map(({ archiveFileId, name }) => ({ archiveFileId, destination: join(scratch, name) }));
  const unknown = { archiveFileId: ArchiveFileId(999_999n), destination: null };
  const files = [...known, unknown];
  retrieve = await submitRetrieve(admin, { files, diskInstance: 'disk', requester, signal });
  assert.deepEqual(
    retrieve.queued.map(({ archiveFileId, destination, sizeBytes }) => [archiveFileId, destination, sizeBytes]),
    known.map(({ archiveFileId, destination }) => [archiveFileId, destination, 12]),
  );
  assert.deepEqual(
    retrieve.refused.map(({ archiveFileId, error }) => [archiveFileId, error.condition]),
    [[999_999n, 'NO_SUCH_ENTITY']],
  );
  const queue = (await showQueues(admin)).find(({ mountType }) => mountType === 'RETRIEVE');
  assert.deepEqual([queue?.vid, queue?.queuedFiles, queue?.tapepool, queue?.tapesFiles], ['V00001', 2n, 'first', 2n]);
  const other = submitRetrieve(admin, { files, diskInstance: 'disk', requester: { name: 'x', group: 'x' }, signal });
  await assert.rejects(other, { condition: 'MOUNT_RULE_MISSING' });
});

test('a request that failed for good is listed with its code', async () => {
  const mount = await mounted();
  assert.deepEqual([mount.type, mount.vid], ['RETRIEVE', Vid('V00001')]);
  const jobs = await takeRetrieveJobs(admin.schedulerDb, mount, { maxFiles: 1, maxBytes: 1e9 });
  const failures = jobs.map(({ jobId }) => ({ jobId, code: 'F102', text: 'not yours' }));
  await failJobs(admin.schedulerDb, mount.mountId, failures);
  const [failed] = await listFailedRequests(admin, { justArchive: false, justRetrieve: false });
  assert.deepEqual(
    [failed?.requestType, failed?.failureCode, failed?.failureText, failed?.af.archiveId, failed?.requester.username],
    ['RETRIEVE_REQUEST', 'F102', 'not yours', jobs[0]?.archiveFileId, 'user'],
  );
  assert.deepEqual(await listFailedRequests(admin, { justArchive: true, justRetrieve: false }), []);
  const both = listFailedRequests(admin, { justArchive: true, justRetrieve: true });
  await assert.rejects(both, { condition: 'VALUE_INVALID' });
});

test('what waits for a tape that breaks fails with a code where there is no other copy, and the command says so', async () => {
  await assert.rejects(changeTape(admin, { vid: 'V00001', state: 'BROKEN' }), { condition: 'VALUE_INVALID' });
  const drained = await changeTape(admin, { vid: 'V00001', state: 'BROKEN', reason: 'torn' });
  assert.deepEqual(drained, { moved: 0, failed: 1 });
  const archiveFileId = archive.queued[0]?.archiveFileId ?? assert.fail();
  const copy = { vid: 'V00001', reason: 'torn' };
  await assert.rejects(removeTapeFile(admin, { ...copy, archiveFileId }), { condition: 'TAPE_FILE_NOT_DELETABLE' });
  const byDiskFile = removeTapeFile(admin, { ...copy, diskInstance: 'disk', diskFileId: `${archiveFileId}` });
  await assert.rejects(byDiskFile, { condition: 'TAPE_FILE_NOT_DELETABLE' });
  const unknown = removeTapeFile(admin, { ...copy, diskInstance: 'disk', diskFileId: 'x' });
  await assert.rejects(unknown, { condition: 'NO_SUCH_ENTITY' });
  await assert.rejects(removeTapeFile(admin, { ...copy, diskFileId: '1' }), { condition: 'VALUE_INVALID' });
  assert.deepEqual(await listRecycledFiles(admin, { vid: 'V00001' }), []);
  for (const criteria of [{}, { copyNb: 1 }, { diskFileId: '1' }]) {
    await assert.rejects(listRecycledFiles(admin, criteria), { condition: 'VALUE_INVALID' });
  }
  const failed = await listFailedRequests(admin, { justArchive: false, justRetrieve: true });
  assert.deepEqual(failed.map(({ failureCode }) => failureCode).toSorted(), ['F102', 'U204']);
  assert.deepEqual(await changeTape(admin, { vid: 'V00001', state: 'ACTIVE' }), { moved: 0, failed: 0 });
  const forbidden = changeTape(admin, { vid: 'V00001', state: 'REPACKING_DISABLED', reason: 'torn' });
  await assert.rejects(forbidden, { condition: 'STATE_CHANGE_REFUSED' });
});

test('a failed request is forgotten on demand, by the id that it is listed under', async () => {
  const all = { justArchive: false, justRetrieve: false };
  const [first, ...others] = await listFailedRequests(admin, all);
  assert.ok(first !== undefined);
  await removeFailedRequest(admin, first.objectId);
  assert.deepEqual(await listFailedRequests(admin, all), others);
  await assert.rejects(removeFailedRequest(admin, first.objectId), { condition: 'NO_SUCH_ENTITY' });
  for (const wrong of ['17', 'label-17', 'archive-x', `archive-${'9'.repeat(19)}`]) {
    await assert.rejects(removeFailedRequest(admin, wrong), { condition: 'VALUE_INVALID' });
  }
  await assert.rejects(removeFailedRequest(admin, 'archive-1'), { condition: 'NO_SUCH_ENTITY' });
});

test('files are queued a thousand at a time, and progress is told after each', async () => {
  const many = join(scratch, 'many');
  await mkdir(many);
  await Promise.all(Array.from({ length: 1200 }, (_, index) => writeFile(join(many, `${index}`), `content ${index}`)));
  const told: number[] = [];
  const { queued } = await submitArchive(admin, {
    paths: [many],
    storageClass: 'twice',
    diskInstance: 'disk',
    requester,
    checksum: true,
    onProgress: ({ queuedFiles }) => told.push(queuedFiles),
    signal,
  });
  assert.equal(new Set(queued.map(({ archiveFileId }) => archiveFileId)).size, 1200);
  assert.deepEqual(told, [1000, 1200]);
});
