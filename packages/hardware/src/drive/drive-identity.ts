import { ConditionError } from '@cta/conditions';
import { inquiry, peripheralTypes, unitSerialNumber } from '@cta/scsi';
import type { DriveIdentity } from '../tape-drive.ts';
import type { DriveSession } from './drive-session.ts';

/** Who the drive is, and whether it says to offer logical block protection; DRIVE_NOT_FOUND where it is no tape drive. */
export async function identifyDrive(
  session: DriveSession,
): Promise<{ readonly identity: DriveIdentity; readonly protect: boolean }> {
  const { peripheralType, connected, vendor, product, revision, protect } = await session.query(inquiry());
  if (!connected || peripheralType !== peripheralTypes.tape) {
    throw new ConditionError('DRIVE_NOT_FOUND', {
      message: `the device is no tape drive: peripheral type ${peripheralType.toString(16).padStart(2, '0')}h`,
      details: { peripheral_type: peripheralType },
    });
  }
  return { identity: { vendor, product, revision, serial: await session.query(unitSerialNumber()) }, protect };
}
