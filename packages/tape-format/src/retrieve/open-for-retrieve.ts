import { requireVid } from '../contract.ts';
import type { VolumeLabel } from '../labels/volume-label.ts';
import { standardBlockSizeBytes } from '../layout.ts';
import type { ProtectedTapeDevice } from '../tape-device.ts';
import { openVolume } from '../volume/open-volume.ts';
import { TapeFileReader } from './tape-file-reader.ts';

export interface OpenForRetrieveOptions {
  readonly vid: string;
  /** Whether protection may be used; a tape that was written with it can be read without. */
  readonly protectionAllowed: boolean;
  /** Largest payload block that the caller has room for; CTA's own size where not given. */
  readonly maxBlockSizeBytes?: number;
}

/**
 * Opens a labelled tape for reading (tape-format: opening a read session).
 * @throws the conditions of readVolumeLabel, VOLUME_LABEL_MISMATCH, and what the device rejects with
 */
export async function openForRetrieve(
  device: ProtectedTapeDevice,
  options: OpenForRetrieveOptions,
): Promise<TapeFileReader> {
  const { vid, protectionAllowed, maxBlockSizeBytes = standardBlockSizeBytes } = options;
  requireVid(vid);
  const useFor = (label: VolumeLabel): boolean =>
    label.protection === 'crc32c' && protectionAllowed && device.protectionSupported;
  const label = await openVolume(device, vid, (found) => (useFor(found) ? 'crc32c-read-only' : 'off'));
  const protection = label.protection === 'none' ? 'off' : useFor(label) ? 'on' : 'off-but-present';
  return new TapeFileReader(device, { vid, maxBlockSizeBytes, protection });
}
