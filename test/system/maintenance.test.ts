import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, unlink } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { setDrivesDown, setDrivesUp } from '@cta/admin';
import { listTapeFiles } from '@cta/catalogue';
import { liveMounts } from '@cta/scheduler';
import { loggedEvent } from '@cta/testing';
import { startRig } from './rig/build-rig.ts';
import { bringHome } from './rig/operator-hands.ts';

const rig = await startRig({
  tapes: [{ vid: 'M00001', pool: 'first_pool' }],
  taped: { 'archive.flush': { files: 4 } },
  maintd: { dead_mounts: { silence: '3s' } },
});
const { catalogueDb, schedulerDb } = rig.admin;

/** Events and archive file ids of the reports in a file, sorted; none where the file is not there yet. */
function reportsIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines
    .map((line) => JSON.parse(line) as Readonly<Record<string, string>>)
    .map(({ event, archive_file_id: id, code }) => [event, id, code].filter((part) => part !== undefined).join(' '))
    .toSorted();
}

test('results are reported once, each to its URL, also where the maintenance service is started anew', async () => {
  await rig.label('M00001');
  await setDrivesDown(rig.admin, { pattern: '.*', reason: 'a file vanishes', force: false });
  const paths = [...(await rig.makeFiles('good', 5, 1000)), await rig.makeFile('vanishing', 1000)];
  const [successes, failures] = [rig.disk('successes'), rig.disk('failures')];
  const submission = await rig.archive(paths, 'one_copy', {
    reportUrl: pathToFileURL(successes).href,
    errorReportUrl: pathToFileURL(failures).href,
  });
  await unlink(rig.disk('vanishing'));
  await setDrivesUp(rig.admin, { pattern: '.*', reason: '' });
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 5, failed: 1 });
  await rig.until('all reports', () =>
    reportsIn(successes).length + reportsIn(failures).length >= 6 ? true : undefined,
  );
  await rig.maintd.stop();
  await rig.maintd.startReady(AbortSignal.timeout(60_000));
  await rig.maintd.stop();

  const expected = submission.queued.map(({ path, archiveFileId }) =>
    path.endsWith('vanishing') ? `archive_failed ${archiveFileId} F101` : `archived ${archiveFileId}`,
  );
  assert.deepEqual([...reportsIn(successes), ...reportsIn(failures)].toSorted(), expected.toSorted());
  assert.equal(reportsIn(failures).length, 1);
  await rig.maintd.startReady(AbortSignal.timeout(60_000));
});

test('what a drive service was doing that dies for good is done by another drive once the cartridge is free', async () => {
  const submission = await rig.archive(await rig.makeFiles('file', 30, 1_500_000), 'one_copy');
  const [mount] = await rig.until('a mount', async () => {
    const mounts = await liveMounts(schedulerDb);
    return mounts.length > 0 ? mounts : undefined;
  });
  assert.ok(mount !== undefined);
  const [dead, other] = mount.driveName === rig.drives[0].instance ? rig.drives : rig.drives.toReversed();
  assert.ok(dead !== undefined && other !== undefined);
  await rig.until('the first files on tape', () =>
    loggedEvent(dead.program.logFile, 'files_archived', { mount_id: Number(mount.mountId) }),
  );
  await dead.kill();

  const declared = await rig.until('the end of the dead mount', () =>
    loggedEvent(rig.maintd.program.logFile, 'dead_mount_requeued'),
  );
  assert.deepEqual(
    [declared['code'], declared['mount_id'], declared['drive'], declared['vid']],
    ['S403', Number(mount.mountId), mount.driveName, mount.vid],
  );

  // The cartridge is still in the drive of the dead service: the other one is refused it, and goes on asking.
  const refusal = await rig.until('a refused mount', () => loggedEvent(other.program.logFile, 'activity_failed'));
  assert.equal(refusal['code'], 'L202');
  await bringHome(rig.library, rig.drives.indexOf(dead));

  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 30, failed: 0 });
  const copies = await listTapeFiles(catalogueDb, {
    archiveFileIds: submission.queued.map(({ archiveFileId }) => archiveFileId),
  });
  assert.equal(copies.length, 30);
  const retrieved = await rig.retrieve(submission.queued, 'back');
  assert.deepEqual(await rig.settled(retrieved), { queued: 0, active: 0, done: 30, failed: 0 });
  for (const { path, name } of submission.queued)
    assert.ok((await readFile(path)).equals(await readFile(rig.disk('back', name))), name);
  const { state, full } = await rig.tape('M00001');
  assert.deepEqual([state, full], ['ACTIVE', false]);
  const drives = await rig.cliList('drive', 'ls');
  assert.deepEqual(
    drives.map(({ desiredDriveState }) => desiredDriveState),
    ['UP', 'UP'],
  );
});

test('the tape has what the Catalogue says, and nothing else', async () => {
  await rig.stopServices();
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('M00001'), []);
});
