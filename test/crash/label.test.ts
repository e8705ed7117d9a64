import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestTapeLabel } from '@cta/admin';
import { labelRequest } from '@cta/scheduler';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { killAtEachStep, type Round } from './rig/kill-at-each-step.ts';

const archive = await buildDriveArchive([{ vid: 'L00001', pool: 'first_pool' }]);
const { rig, drive } = archive;

async function labelTape(): Promise<Round> {
  const round = await archive.beginRound();
  const id = await requestTapeLabel(rig.admin, { vid: 'L00001', force: false });
  return round({
    async isDone() {
      const request = await labelRequest(rig.admin.schedulerDb, id);
      return request?.state === 'done' || request?.state === 'failed';
    },
    async verify() {
      assert.deepEqual(await labelRequest(rig.admin.schedulerDb, id), { state: 'done' });
    },
  });
}

await killAtEachStep({
  service: drive,
  prepare: labelTape,
  // Start and stop are as in archive.test.ts, whatever the session is.
  select: (steps) => steps.filter((step) => !/^(start|rest):/.test(step)),
});

test('somebody else reads the label, and nothing behind it', async () => {
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('L00001'), []);
});
