import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { archiveThroughFault } from './rig/fault-round.ts';
import { killAtEachStep } from './rig/kill-at-each-step.ts';

const archive = await buildDriveArchive([{ vid: 'F00001', pool: 'first_pool' }], { desired_state_poll: '50ms' });
const { rig, drive } = archive;
await archive.label('F00001');

/** From the fault until the drive is idle again; how often the service asks its drive meanwhile, and says so, is chance. */
function aroundDown(steps: readonly string[]): readonly string[] {
  const [begin, end] = ['transferring to cleaning', 'probing to idle'].map((change) =>
    steps.indexOf(`session: phase ${change}`),
  );
  return steps.slice(begin, end).filter((step) => !/drive_hardware, time /.test(step));
}

await killAtEachStep({
  service: drive,
  prepare: () => archiveThroughFault(archive),
  select: aroundDown,
  tells: ['activity_failed', 'drive_put_down'],
});

test('somebody else reads the tape whole, as the Catalogue has it', async () => {
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('F00001'), []);
});
