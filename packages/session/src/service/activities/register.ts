import { checkCatalogueSchema, readDrive, readDriveHardware } from '@cta/catalogue';
import { checkSchedulerSchema, liveMountOf } from '@cta/scheduler';
import type { Activity } from '../activity.ts';
import { enterDrive } from '../registration.ts';

/**
 * Reaches both databases, checks that they are ours to use, and enters the drive. A new drive is entered DOWN. Until this
 * process has the drive to itself it tells nothing of it and asks it nothing: another one may be in a session.
 */
export const register: Activity<'starting'> = async (context, _state, signal) => {
  const { parts, guard, sessions, hardware, onServing } = context;
  const { catalogueDb, schedulerDb, installation, insistently, findDevices } = parts;
  await insistently('Catalogue', () => checkCatalogueSchema(catalogueDb), signal);
  await guard.acquire(signal);
  onServing();
  await findDevices(signal);
  await insistently('SchedulerDB', () => checkSchedulerSchema(schedulerDb), signal);
  await insistently('Catalogue', () => enterDrive(parts), signal);
  const drive = await insistently('Catalogue', () => readDrive(catalogueDb, installation.driveName), signal);
  const known = await insistently('Catalogue', () => readDriveHardware(catalogueDb, installation.driveName), signal);
  if (known !== undefined) hardware.remember(known);
  const { desired, session } = drive;
  sessions.interrupted = session;
  const mount = await insistently('SchedulerDB', () => liveMountOf(schedulerDb, installation.driveName), signal);
  return {
    type: 'registered',
    desired: desired.state === 'UP' ? 'up' : 'down',
    interrupted: mount !== undefined,
  };
};
