import assert from 'node:assert/strict';
import { test } from 'node:test';
import { archiveFiles } from './rig/archive-round.ts';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { killAtEachStep, type Round } from './rig/kill-at-each-step.ts';

const archive = await buildDriveArchive([{ vid: 'C00001', pool: 'first_pool' }]);
const { rig, drive } = archive;
await archive.label('C00001');

/** A session that was killed in the middle of its second file, with the cartridge in the drive. */
async function sessionCutShort(): Promise<Round> {
  const round = await archiveFiles(archive);
  drive.order({ killAt: 'loaded: before drive write, time 12' });
  const program = await drive.start();
  assert.equal(await program.ended(), 'SIGKILL');
  drive.order(undefined);
  await round.onDeath();
  return round;
}

/** What a service does that finds a cartridge in its drive; the rest is as ever. */
function recovering(steps: readonly string[]): readonly string[] {
  const [begin, end] = ['starting to recovering', 'recovering to idle'].map((change) =>
    steps.indexOf(`start: phase ${change}`),
  );
  return steps.slice(begin, end);
}

await killAtEachStep({ service: drive, prepare: sessionCutShort, select: recovering });

test('somebody else reads the tape whole, as the Catalogue has it', async () => {
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('C00001'), []);
});
