import { type DeviceTransportOptions, openDeviceTransport } from '../device-transport.ts';
import type { TapeDrive } from '../tape-drive.ts';
import { type TapeDriveOptions, tapeDriveOver } from './scsi-tape-drive.ts';

/**
 * Opens a tape drive.
 *
 * @param device `/dev/nst0`, `/dev/sg3` or `iscsi://HOST:PORT/TARGET-NAME/LUN`
 * @throws ConditionError DRIVE_NOT_FOUND, DRIVE_ACCESS_DENIED, DRIVE_IN_USE, DEVICE_ADDRESS_INVALID, TRANSPORT_…, and what
 * the drive itself answers
 */
export async function openTapeDrive(
  device: string,
  options: TapeDriveOptions & DeviceTransportOptions,
): Promise<TapeDrive> {
  return tapeDriveOver(await openDeviceTransport(device, options), options);
}
