import { openDeviceTransport } from '../device-transport.ts';
import type { SurveyOptions } from '../library/survey-library.ts';
import { ScsiDevice } from '../scsi-device.ts';
import type { DriveIdentity, Readiness } from '../tape-drive.ts';
import { identifyDrive } from './drive-identity.ts';
import { DriveSession } from './drive-session.ts';
import { mediumReadiness } from './medium-readiness.ts';
import { driveTimeoutsMs } from './timeouts.ts';

/** What a drive says of itself. */
export interface DriveSurvey {
  readonly identity: DriveIdentity;
  /** Whether it says to offer logical block protection. */
  readonly offersProtection: boolean;
  readonly readiness: Readiness;
}

/**
 * Asks a drive who it is and whether it has a medium. Moves nothing and sets no mode.
 *
 * @throws ConditionError DRIVE_NOT_FOUND (also where the device is no tape drive), DRIVE_ACCESS_DENIED, DRIVE_IN_USE,
 *   DEVICE_ADDRESS_INVALID, TRANSPORT_…, and what the drive itself answers
 */
export async function surveyDrive(device: string, options: SurveyOptions): Promise<DriveSurvey> {
  const transport = await openDeviceTransport(device, options);
  const session = new DriveSession(new ScsiDevice(transport, { kind: 'drive', signal: options.signal }), {
    ...driveTimeoutsMs,
    inquire: options.commandTimeoutMs,
  });
  try {
    const { identity, protect } = await identifyDrive(session);
    return { identity, offersProtection: protect, readiness: await mediumReadiness(session) };
  } finally {
    await transport.close();
  }
}
