import assert from 'node:assert/strict';
import { listTapeFiles } from '@cta/catalogue';
import { requestProgress } from '@cta/scheduler';
import type { Attendance, DriveArchive } from './drive-archive.ts';
import type { Round } from './kill-at-each-step.ts';

/** Three files: one of two blocks, and a second flush after the first. */
const sizes = [300_000, 1, 1000];
let rounds = 0;

/** Queues files for the tape; in the end each has one copy, and its job is done. */
export async function archiveFiles(archive: DriveArchive, attendance?: Attendance): Promise<Round> {
  const { rig } = archive;
  rounds += 1;
  const paths = await Promise.all(sizes.map((size, index) => rig.makeFile(`round-${rounds}-${index}`, size)));
  const round = await archive.beginRound(attendance);
  const submission = await rig.archive(paths, 'one_copy');
  return round({
    async isDone() {
      const { done, failed } = await requestProgress(rig.admin.schedulerDb, submission);
      return done + failed === sizes.length;
    },
    async verify() {
      const progress = await requestProgress(rig.admin.schedulerDb, submission);
      assert.deepEqual(progress, { queued: 0, active: 0, done: sizes.length, failed: 0 });
      const archiveFileIds = submission.queued.map(({ archiveFileId }) => archiveFileId);
      const copies = await listTapeFiles(rig.admin.catalogueDb, { archiveFileIds });
      const found = copies.map(({ archiveFileId, adler32, sizeBytes }) => [archiveFileId, adler32, Number(sizeBytes)]);
      const asked = submission.queued.map(({ archiveFileId, adler32, sizeBytes }) => [
        archiveFileId,
        adler32,
        sizeBytes,
      ]);
      assert.deepEqual(found, asked, 'each file has one copy');
    },
  });
}
