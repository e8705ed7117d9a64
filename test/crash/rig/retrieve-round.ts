import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { ArchiveSubmission } from '@cta/admin';
import { requestProgress } from '@cta/scheduler';
import type { DriveArchive } from './drive-archive.ts';
import type { Round } from './kill-at-each-step.ts';

let rounds = 0;

/** Queues the retrieval of files to a folder of its own; in the end they are there as they were archived. */
export async function retrieveFiles(archive: DriveArchive, { queued }: ArchiveSubmission): Promise<Round> {
  const { rig } = archive;
  rounds += 1;
  const folder = `back-${rounds}`;
  const round = await archive.beginRound();
  const submission = await rig.retrieve(queued, folder);
  return round({
    async isDone() {
      const { done, failed } = await requestProgress(rig.admin.schedulerDb, submission);
      return done + failed === queued.length;
    },
    async verify() {
      const progress = await requestProgress(rig.admin.schedulerDb, submission);
      assert.deepEqual(progress, { queued: 0, active: 0, done: queued.length, failed: 0 });
      for (const { path, name } of queued) {
        assert.ok((await readFile(path)).equals(await readFile(rig.disk(folder, name))), name);
      }
    },
  });
}
