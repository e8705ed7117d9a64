import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sharedServerVariable } from '@cta/testing';
import { archiveFiles } from './rig/archive-round.ts';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { killPostgresAtEachStep } from './rig/kill-postgres-at-each-step.ts';
import { labelTape } from './rig/label-round.ts';
import { MortalPostgres } from './rig/mortal-postgres.ts';
import { retrieveFiles } from './rig/retrieve-round.ts';

const server = await MortalPostgres.start();
process.env[sharedServerVariable] = server.url;
const archive = await buildDriveArchive([
  { vid: 'P00001', pool: 'first_pool' },
  { vid: 'P00002', pool: 'second_pool' },
]);
// After the archive's own hooks, which need the server.
after(() => server.remove());
const { rig, drive } = archive;
await archive.label('P00001');
const archived = await archive.archive([300_000, 1000]);
const inSession = (steps: readonly string[]) => steps.filter((step) => !/^(start|rest):/.test(step));

await killPostgresAtEachStep(server, drive, {
  'an archive': { prepare: () => archiveFiles(archive) },
  'a retrieve': { prepare: () => retrieveFiles(archive, archived), select: inSession },
  'a label': { prepare: () => labelTape(archive, 'P00002'), select: inSession },
});

test('somebody else reads the tapes whole, as the Catalogue has them', async () => {
  await rig.library.stop();
  for (const vid of ['P00001', 'P00002']) assert.deepEqual(await rig.differencesOnTape(vid), []);
});
