import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { DriveName, readDrive } from '@cta/catalogue';
import { loggedEvent, Program } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';

const rig = await buildRig({ tapes: [] });
const { catalogueDb } = rig.admin;
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);

/** A second process for the drive, which does not wait long for the first one to be gone. */
async function startSecond(t: { after(end: () => Promise<void>): void }): Promise<Program> {
  const configuration = await readFile(drive.configurationFile, 'utf8');
  const config = `${drive.configurationFile}-second`;
  await writeFile(config, configuration.replace('[drive]\n', '[drive]\ntakeover_wait = "100ms"\n'));
  const logFile = `${config}.log`;
  const program = Program.start({ title: 'second cta-taped', app: 'cta-taped', args: ['--config', config], logFile });
  t.after(() => program[Symbol.asyncDispose]());
  return program;
}

test('a second process for a drive exits with status 75, says who serves it, and changes nothing', async (t) => {
  await drive.startReady(AbortSignal.timeout(60_000));
  assert.equal((await rig.cli('drive', 'up', driveName)).status, 0);
  await rig.until('status UP', async () =>
    (await readDrive(catalogueDb, driveName)).session.status === 'UP' ? true : undefined,
  );
  const before = await readDrive(catalogueDb, driveName);
  const second = await startSecond(t);
  assert.equal(await second.ended(), 75);
  const failed = loggedEvent(second.logFile, 'service_failed');
  assert.equal(failed?.['code'], 'S604');
  assert.match(String(failed?.['error_message']), new RegExp(`:${drive.program.processId}\\b`));
  const after = await readDrive(catalogueDb, driveName);
  assert.deepEqual([after.desired, after.session.status], [before.desired, before.session.status]);
});

test('after a kill the next process takes over at once', async (t) => {
  await drive.kill();
  const second = await startSecond(t);
  await second.logged('service_ready', AbortSignal.timeout(60_000));
});
