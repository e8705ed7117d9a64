import assert from 'node:assert/strict';
import { setDrivesUp } from '@cta/admin';
import { type DriveEvent, DriveName, readDrive } from '@cta/catalogue';
import { conditions } from '@cta/conditions';
import { serials } from '../../system/rig/fault-scene.ts';
import { archiveFiles } from './archive-round.ts';
import type { DriveArchive } from './drive-archive.ts';
import type { Round } from './kill-at-each-step.ts';

const { code: hardwareError } = conditions.DRIVE_HARDWARE_ERROR;
const { code: death } = conditions.SERVICE_DIED_IN_SESSION;

/** The labels of the first file, and the first of its two blocks. */
const writesBefore = 4;

/** An archive round in which the drive breaks down in the first file; an operator sets it up as soon as it is DOWN. */
export async function archiveThroughFault(archive: DriveArchive): Promise<Round> {
  const { rig, drive } = archive;
  const driveName = DriveName(drive.instance);
  const fault = { kind: 'sense', sense: '4/44/00' } as const;
  await rig.library.plan({ unit: serials[0], command: 'WRITE', skip: writesBefore, fault });
  return archiveFiles(archive, {
    async attend() {
      const { desired, session } = await readDrive(rig.admin.catalogueDb, driveName);
      if (desired.state !== 'DOWN' || session.status !== 'DOWN') return;
      assert.equal(desired.code, hardwareError);
      await setDrivesUp(rig.admin, { pattern: driveName, reason: '' });
    },
    verifyHistory,
  });
}

/** Whoever has recorded the fault has put the drive down for it, once; a death before that is what is known, and no more. */
function verifyHistory(events: readonly DriveEvent[]): void {
  const told = events.map(({ kind, code }) => (code === null ? kind : `${kind} ${code}`));
  const isRecorded = told[0] !== `SESSION_FAULT ${death}`;
  const putDown = [`SESSION_FAULT ${hardwareError}`, `PUT_DOWN ${hardwareError}`, 'SET_UP'];
  assert.deepEqual(told, isRecorded ? putDown : [`SESSION_FAULT ${death}`]);
}
