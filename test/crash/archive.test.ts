import assert from 'node:assert/strict';
import { test } from 'node:test';
import { archiveFiles } from './rig/archive-round.ts';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { killAtEachStep } from './rig/kill-at-each-step.ts';

const archive = await buildDriveArchive([{ vid: 'A00001', pool: 'first_pool' }]);
const { rig, drive } = archive;
await archive.label('A00001');
await killAtEachStep({ service: drive, prepare: () => archiveFiles(archive) });

test('somebody else reads the tape whole, as the Catalogue has it', async () => {
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('A00001'), []);
});
