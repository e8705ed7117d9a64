import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { DriveName, listServices, readDrive } from '@cta/catalogue';
import { sql } from '@cta/database';
import { loggedEvent, Program } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';
import { serials } from './rig/fault-scene.ts';

const rig = await buildRig({ tapes: [{ vid: 'W00001', pool: 'first_pool' }] });
const { catalogueDb } = rig.admin;
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);

let seconds = 0;

/** A second process for the drive, which as a rule does not wait long for the first one to be gone. */
async function startSecond(t: { after(end: () => Promise<void>): void }, takeoverWait = '100ms'): Promise<Program> {
  const configuration = await readFile(drive.configurationFile, 'utf8');
  const config = `${drive.configurationFile}-second`;
  await writeFile(config, configuration.replace('[drive]\n', `[drive]\ntakeover_wait = "${takeoverWait}"\n`));
  seconds += 1;
  // Named as its service's others are, beyond any that the rig has started.
  const logFile = join(dirname(config), `${drive.instance}-${100 + seconds}.log`);
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

/** What the Catalogue has of the process that serves the drive, but for what changes as time passes. */
async function serving(): Promise<readonly unknown[]> {
  const { desired, session } = await readDrive(catalogueDb, driveName);
  const service = (await listServices(catalogueDb)).find(({ instance }) => instance === driveName);
  const mount = 'mount' in session ? session.mount : undefined;
  return [desired, session.status, mount, service?.pid, service?.startCount, service?.deathCount];
}

/** Processes that hold the drive's lock, or ask for it. */
async function contenders(): Promise<number> {
  const rows = await catalogueDb.query(
    sql`SELECT FROM pg_stat_activity WHERE starts_with(application_name, ${`cta-taped lock ${driveName} `})`,
  );
  return rows.length;
}

test('a second process that is stopped while it waits changes nothing of the first, whose session ends well', async (t) => {
  await rig.label('W00001');
  const held = await rig.library.plan({ unit: serials[0], command: 'FLUSH', fault: { kind: 'hang' } });
  const submission = await rig.archive([await rig.makeFile('file', 300_000)], 'one_copy');
  await rig.until('the flush', async () => ((await rig.library.hasStruck(held)) ? true : undefined));
  const before = await serving();
  assert.equal(before[1], 'TRANSFERING');
  const second = await startSecond(t, '1h');
  await rig.until('the second to ask for the drive', async () => ((await contenders()) === 2 ? true : undefined));
  await second[Symbol.asyncDispose]();
  assert.equal(await second.ended(), 0);
  assert.deepEqual(await serving(), before);
  await rig.library.byHand('DELETE', `/faults/${held}`);
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 1, failed: 0 });
  await rig.until('the end of the session', async () =>
    (await readDrive(catalogueDb, driveName)).session.status === 'UP' ? true : undefined,
  );
  for (const event of ['activity_failed', 'report_failed'])
    assert.equal(loggedEvent(drive.program.logFile, event), undefined);
});

test('after a kill the next process takes over at once', async (t) => {
  await drive.kill();
  const second = await startSecond(t);
  await second.logged('service_ready', AbortSignal.timeout(60_000));
});
