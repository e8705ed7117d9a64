import { ConditionError } from '@cta/conditions';
import { requireVid } from '../contract.ts';
import type { VolumeLabel } from '../labels/volume-label.ts';
import type { ProtectedTapeDevice, ProtectionMode } from '../tape-device.ts';
import { readLabelAtBeginning, readVolumeLabel } from './read-volume-label.ts';

/**
 * Makes sure that this is tape `vid` and switches protection to what `protectionFor` wants for its label. A protected
 * label is read again with protection on. The position is right after the label (tape-format: opening a session).
 * @throws VOLUME_LABEL_MISMATCH and the conditions of readVolumeLabel
 */
export async function openVolume(
  device: ProtectedTapeDevice,
  vid: string,
  protectionFor: (label: VolumeLabel) => ProtectionMode,
): Promise<VolumeLabel> {
  requireVid(vid);
  const label = await readVolumeLabel(device);
  const mode = protectionFor(label);
  if (mode === 'off') return requireVolume(label, vid);
  await device.setProtection(mode);
  return requireVolume(await readLabelAtBeginning(device), vid);
}

/** @throws VOLUME_LABEL_MISMATCH */
export function requireVolume(label: VolumeLabel, vid: string): VolumeLabel {
  if (label.vid === vid) return label;
  throw new ConditionError('VOLUME_LABEL_MISMATCH', {
    message: `the label says ${label.vid}, expected ${vid}`,
    details: { record: 'VOL1', field: 'VSN', offset: 4, found: label.vid, expected: vid },
  });
}
