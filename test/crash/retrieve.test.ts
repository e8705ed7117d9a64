import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { killAtEachStep } from './rig/kill-at-each-step.ts';
import { retrieveFiles } from './rig/retrieve-round.ts';

const archive = await buildDriveArchive([{ vid: 'B00001', pool: 'first_pool' }]);
const { rig, drive } = archive;
await archive.label('B00001');
const archived = await archive.archive([300_000, 1000]);

await killAtEachStep({
  service: drive,
  prepare: () => retrieveFiles(archive, archived),
  // Start and stop are as in archive.test.ts, whatever the session is.
  select: (steps) => steps.filter((step) => !/^(start|rest):/.test(step)),
});

test('somebody else reads the tape whole, as the Catalogue has it', async () => {
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('B00001'), []);
});
