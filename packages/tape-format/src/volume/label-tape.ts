import { isCondition } from '@cta/conditions';
import { requireVid } from '../contract.ts';
import { encodeFileLabel1, prelabel } from '../labels/file-label-1.ts';
import { recordBuffer } from '../labels/label-blocks.ts';
import { labelBytes } from '../labels/record.ts';
import { type VolumeLabel, encodeVolumeLabel } from '../labels/volume-label.ts';
import type { WriterIdentity } from '../labels/writer-identity.ts';
import type { ProtectedTapeDevice } from '../tape-device.ts';
import { requirePosition } from './position-check.ts';
import { requireVolume } from './open-volume.ts';
import { readLabelAtBeginning, readVolumeLabel } from './read-volume-label.ts';

export interface LabelTapeOptions {
  readonly vid: string;
  readonly identity: Pick<WriterIdentity, 'softwareVersion' | 'date'>;
  /** Whether the tape may be written with protection; it is where the drive offers it. */
  readonly protectionAllowed: boolean;
  /** Overwrites whatever is there, without looking at it. */
  readonly force: boolean;
  /** What the label says now; the VID itself where nothing else is given, so that a tape may be labelled again. */
  readonly oldVid?: string;
}

/**
 * Writes VOL1, a PRELABEL header and a filemark, and waits until they are on the medium (tape-format: labelling). What
 * was on the tape is lost. Whether the Catalogue has files on it is for the caller to know. Protection stays as it was
 * set: every opening of a tape begins by switching it.
 * @returns what the label now says
 * @throws VOLUME_LABEL_MISMATCH, VOLUME_LABEL_FOREIGN, LABEL_FIELD_INVALID, TAPE_PROTECTION_UNSUPPORTED where a label
 *   is there that must not be overwritten; DRIVE_POSITION_UNEXPECTED, and what the device rejects with
 */
export async function labelTape(device: ProtectedTapeDevice, options: LabelTapeOptions): Promise<VolumeLabel> {
  requireVid(options.vid);
  if (!options.force) await requireOverwritable(device, options.oldVid ?? options.vid);

  const protection = options.protectionAllowed && device.protectionSupported ? 'crc32c' : 'none';
  await device.setProtection(protection === 'crc32c' ? 'crc32c' : 'off');
  await device.locate(0);
  const record = recordBuffer();
  encodeVolumeLabel(record, { vid: options.vid, protection });
  await device.write(record, labelBytes);
  encodeFileLabel1(record, 'HDR1', {
    fileId: prelabel,
    vid: options.vid,
    fSeq: 1,
    blockCount: 0,
    softwareVersion: options.identity.softwareVersion,
    date: options.identity.date,
  });
  await device.write(record, labelBytes);
  await device.writeFilemarks(1, { wait: true });
  await requirePosition(device, 3);
  return { vid: options.vid, protection, owner: 'CTA' };
}

/** Blank, or labelled with the old VID and readable with the protection that its label speaks of. */
async function requireOverwritable(device: ProtectedTapeDevice, oldVid: string): Promise<void> {
  let label: VolumeLabel;
  try {
    label = await readVolumeLabel(device);
  } catch (error) {
    if (isCondition(error, 'TAPE_BLANK')) return;
    throw error;
  }
  if (label.protection === 'crc32c' && device.protectionSupported) {
    await device.setProtection('crc32c');
    label = await readLabelAtBeginning(device);
  }
  requireVolume(label, oldVid);
}
