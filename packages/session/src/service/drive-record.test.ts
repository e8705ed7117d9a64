import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DriveName, readDrive, setDriveUp } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { Logger } from '@cta/runtime';
import { example, exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import type { SessionEvents } from '../session-events.ts';
import type { DriveInstallation } from './drive-parts.ts';
import { DriveRecord } from './drive-record.ts';
import { enterDrive } from './registration.ts';

const { db: catalogueDb } = await testDatabase(exampleCatalogueTemplate);
const { signal } = new AbortController();
const stuck = new ConditionError('DRIVE_UNLOAD_FAILED', { message: 'LOAD UNLOAD: 4/53/00' });
const blamed = new ConditionError('DRIVE_LOAD_FAILED', { message: '2 tapes failed in this drive' });

/** A drive that is up, and its record, whose lines are kept. */
async function recordOf(name: string) {
  const lines: (readonly [event: string, message: unknown])[] = [];
  const emit: Logger<SessionEvents>['emit'] = (event, _fields, error) => {
    lines.push([event, error instanceof Error ? error.message : error]);
  };
  const logger: Logger<SessionEvents> = { emit, with: () => logger };
  const installation: DriveInstallation = {
    driveName: DriveName(name),
    host: example.host,
    logicalLibrary: example.logicalLibrary,
    libraryOrdinal: 0,
    device: '/dev/nst0',
    ctaVersion: '0.1.0',
    schedulerBackendName: 'backend',
    driveConfig: [],
  };
  await enterDrive({ catalogueDb, installation });
  await setDriveUp(catalogueDb, installation.driveName, { actor: 'operator@console' });
  const patiently = <T>(_: string, operation: () => Promise<T>): Promise<T> => operation();
  const record = new DriveRecord({ catalogueDb, installation, logger, patiently }, signal);
  return { record, lines, driveName: installation.driveName };
}

test('the log tells that a drive was put down once it was, and that it was down already where it was', async () => {
  const { record, lines, driveName } = await recordOf('twice');
  record.putDown(stuck, { isLogged: true });
  assert.deepEqual(lines, [], 'not before the Catalogue has it');
  record.putDown(blamed, { isLogged: false });
  await record.delivered();
  assert.deepEqual(lines, [
    ['drive_put_down', new ConditionError('DRIVE_UNLOAD_FAILED').message],
    ['drive_down_already', blamed.message],
  ]);
  const { desired } = await readDrive(catalogueDb, driveName);
  assert.equal(desired.state === 'DOWN' && desired.text, stuck.message);
});
