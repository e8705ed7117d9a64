import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { requestProgress } from '@cta/scheduler';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { killAtEachStep, type Round } from './rig/kill-at-each-step.ts';

const archive = await buildDriveArchive([{ vid: 'B00001', pool: 'first_pool' }]);
const { rig, drive } = archive;
await archive.label('B00001');
const archived = await archive.archive([300_000, 1000]);
let rounds = 0;

async function retrieveFiles(): Promise<Round> {
  rounds += 1;
  const folder = `back-${rounds}`;
  const round = await archive.beginRound();
  const submission = await rig.retrieve(archived.queued, folder);
  return round({
    async isDone() {
      const { done, failed } = await requestProgress(rig.admin.schedulerDb, submission);
      return done + failed === archived.queued.length;
    },
    async verify() {
      const progress = await requestProgress(rig.admin.schedulerDb, submission);
      assert.deepEqual(progress, { queued: 0, active: 0, done: archived.queued.length, failed: 0 });
      const names = archived.queued.map(({ name }) => name);
      assert.deepEqual((await readdir(rig.disk(folder))).toSorted(), names.toSorted(), 'nothing else is left there');
      for (const { path, name } of archived.queued) {
        assert.ok((await readFile(path)).equals(await readFile(rig.disk(folder, name))), name);
      }
    },
  });
}

await killAtEachStep({
  service: drive,
  prepare: retrieveFiles,
  // Start and stop are as in archive.test.ts, whatever the session is.
  select: (steps) => steps.filter((step) => !/^(start|rest):/.test(step)),
});
