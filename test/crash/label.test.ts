import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { killAtEachStep } from './rig/kill-at-each-step.ts';
import { labelTape } from './rig/label-round.ts';

const archive = await buildDriveArchive([{ vid: 'L00001', pool: 'first_pool' }]);
const { rig, drive } = archive;

await killAtEachStep({
  service: drive,
  prepare: () => labelTape(archive, 'L00001'),
  // Start and stop are as in archive.test.ts, whatever the session is.
  select: (steps) => steps.filter((step) => !/^(start|rest):/.test(step)),
});

test('somebody else reads the label, and nothing behind it', async () => {
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('L00001'), []);
});
