import { checkCatalogueSchema, readDrive, readDriveHardware } from '@cta/catalogue';
import { checkSchedulerSchema, liveMountOf } from '@cta/scheduler';
import type { Activity } from '../activity.ts';
import { enterDrive } from '../registration.ts';

/** Reaches both databases, checks that they are ours to use, and enters the drive. A new drive is entered DOWN. */
export const register: Activity<'starting'> = async ({ parts, guard, sessions, hardware }, _state, signal) => {
  const { catalogueDb, schedulerDb, installation, patiently } = parts;
  await patiently('Catalogue', () => checkCatalogueSchema(catalogueDb), signal);
  await patiently('SchedulerDB', () => checkSchedulerSchema(schedulerDb), signal);
  await guard.acquire(signal);
  await patiently('Catalogue', () => enterDrive(parts), signal);
  const drive = await patiently('Catalogue', () => readDrive(catalogueDb, installation.driveName), signal);
  const known = await patiently('Catalogue', () => readDriveHardware(catalogueDb, installation.driveName), signal);
  if (known !== undefined) hardware.remember(known);
  const { desired, session } = drive;
  sessions.interrupted = session;
  const mount = await patiently('SchedulerDB', () => liveMountOf(schedulerDb, installation.driveName), signal);
  return {
    type: 'registered',
    desired: desired.state === 'UP' ? 'up' : 'down',
    interrupted: mount !== undefined,
  };
};
