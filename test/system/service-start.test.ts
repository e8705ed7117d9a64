import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { setDrivesDown } from '@cta/admin';
import { DriveName, driveHistory, readDrive } from '@cta/catalogue';
import { sql } from '@cta/database';
import { loggedEvent, type TomlTables } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';
import { runCommand } from './rig/command.ts';
import type { RigService } from './rig/rig-service.ts';

const rig = await buildRig({ tapes: [] });
const { catalogueDb } = rig.admin;
const [drive] = rig.drives;
const driveName = DriveName(drive.instance);

/** A service that cannot start. @returns its exit status, and the code that it logged */
async function failedStart(
  service: RigService,
  changes?: TomlTables,
): Promise<readonly [status: unknown, code: unknown]> {
  const program = await service.start(changes);
  const status = await program.ended();
  return [status, loggedEvent(program.logFile, 'service_failed')?.['code']];
}

/** What operators see of the drive. */
async function driveRecord(): Promise<unknown> {
  const { desired, session } = await readDrive(catalogueDb, driveName);
  return { desired, session, history: await driveHistory(catalogueDb, driveName, 100) };
}

const badConfigurations = {
  'cta-taped': {
    service: drive,
    changes: {
      scheduling: { idle_pol: '1s', heartbeat: 'soon' },
      archive: { fetch: 'many' },
      drive: {
        name: '',
        logical_library: 'rig_library',
        device: '/dev/nst0',
        changer: '/dev/sg0',
        library_ordinal: -1,
      },
    },
    faults: ['scheduling.idle_pol', 'scheduling.heartbeat', 'archive.fetch', 'drive.name', 'drive.library_ordinal'],
  },
  'cta-maintd': {
    service: rig.maintd,
    changes: { cycle: { pause: 7 }, reports: { batch_size: 0, claim_timeout: '1 fortnight' } },
    faults: ['cycle.pause', 'reports.batch_size', 'reports.claim_timeout'],
  },
} as const;

for (const [app, { service, changes, faults }] of Object.entries(badConfigurations)) {
  describe(`${app} with a bad configuration`, () => {
    test('ends with status 78 and S101, and names every fault at once', async () => {
      assert.deepEqual(await failedStart(service, changes), [78, 'S101']);
      const { error_message: message } = loggedEvent(service.program.logFile, 'service_failed') ?? {};
      for (const key of faults)
        assert.ok(String(message).includes(`${service.configurationFile}: ${key}: `), `${key} in ${String(message)}`);
    });

    test('is told so by --check-config, which says that a good one is good', async () => {
      const check = (): ReturnType<typeof runCommand> =>
        runCommand(app, ['--config', service.configurationFile, '--check-config']);
      await service.configure(changes);
      const bad = await check();
      assert.equal(bad.status, 78);
      assert.match(bad.errors, /^S101 /);
      for (const key of faults) assert.ok(bad.errors.includes(`: ${key}: `), key);
      await service.configure();
      assert.deepEqual(await check(), { status: 0, output: `${service.configurationFile}: good\n`, errors: '' });
    });
  });
}

describe('what a person must put right ends a service with a status of its own', () => {
  before(async () => {
    await drive.startReady(AbortSignal.timeout(60_000));
    await setDrivesDown(rig.admin, { pattern: '.*', reason: 'being repaired', force: false });
    await rig.until('the end of what it was doing', async () =>
      (await readDrive(catalogueDb, driveName)).session.status === 'DOWN' ? true : undefined,
    );
    await drive.stop();
  });

  const devices = rig.library.deviceOf(0);
  const installed = { name: drive.instance, logical_library: 'rig_library', ...devices };
  for (const [what, status, code, changes] of [
    ['a device that does not exist', 69, 'D101', { drive: { ...installed, device: '/dev/cta-no-such-drive' } }],
    ['a changer that does not exist', 69, 'L102', { drive: { ...installed, changer: '/dev/cta-no-such-changer' } }],
    ['an address that is none', 78, 'S302', { drive: { ...installed, device: 'iscsi://127.0.0.1' } }],
    [
      'a logical library that is not the one it is registered with',
      78,
      'S601',
      { drive: { ...installed, logical_library: 'other' } },
    ],
    [
      'a file of the password that is missing',
      78,
      'S103',
      { catalogue: { url: 'postgresql://x@127.0.0.1/x', password_file: '/no/such/file' } },
    ],
  ] as const) {
    test(`${what}: status ${status}, ${code}, and the drive stays as it was`, async () => {
      const before = await driveRecord();
      assert.deepEqual(await failedStart(drive, changes), [status, code]);
      assert.deepEqual(await driveRecord(), before);
    });
  }

  test('a wrong password: status 78, B301', async () => {
    const wrong = rig.outside('wrong-password');
    await writeFile(wrong, 'wrong');
    assert.deepEqual(await failedStart(drive, { catalogue: { ...rig.databaseSection, password_file: wrong } }), [
      78,
      'B301',
    ]);
  });

  test('no password at all: status 78, B301', async () => {
    assert.deepEqual(await failedStart(drive, { catalogue: { url: rig.databaseSection.url } }), [78, 'B301']);
  });

  test('a database without TLS that is asked for it: status 78, B308', async () => {
    const url = `${rig.databaseSection.url}?sslmode=verify-full`;
    assert.deepEqual(await failedStart(drive, { catalogue: { ...rig.databaseSection, url } }), [78, 'B308']);
  });

  test('a drive that another host has registered: status 78, S601', async () => {
    await catalogueDb.execute(sql`UPDATE DRIVE_STATE SET HOST = 'elsewhere' WHERE DRIVE_NAME = ${driveName}`);
    const before = await driveRecord();
    assert.deepEqual(await failedStart(drive), [78, 'S601']);
    assert.deepEqual(await driveRecord(), before);
  });

  test('a Catalogue of another schema version: status 76, B303, of both services', async () => {
    await catalogueDb.execute(sql`UPDATE CTA_CATALOGUE SET SCHEMA_VERSION_MAJOR = 16`);
    const before = await driveRecord();
    for (const service of [drive, rig.maintd]) assert.deepEqual(await failedStart(service), [76, 'B303']);
    assert.deepEqual(await driveRecord(), before);
  });
});
