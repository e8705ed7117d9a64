import { type DeviceTransportOptions, openDeviceTransport } from '../device-transport.ts';
import type { TapeLibrary } from '../tape-library.ts';
import { blamingLibrary } from './changer-transport.ts';
import { type TapeLibraryOptions, tapeLibraryOver } from './scsi-tape-library.ts';

/**
 * Opens a library by its media changer.
 *
 * @param device `/dev/sg4` or `iscsi://HOST:PORT/TARGET-NAME/LUN`
 * @throws ConditionError LIBRARY_NOT_FOUND, LIBRARY_NO_ANSWER, DEVICE_ADDRESS_INVALID, and what the changer itself answers
 */
export async function openTapeLibrary(
  device: string,
  options: TapeLibraryOptions & DeviceTransportOptions,
): Promise<TapeLibrary> {
  return tapeLibraryOver(await blamingLibrary(() => openDeviceTransport(device, options)), options);
}
