import { ConditionError, isCondition } from '@cta/conditions';
import { readRecord } from '../labels/label-blocks.ts';
import { type VolumeLabel, decodeVolumeLabel, foreignLabel } from '../labels/volume-label.ts';
import type { ProtectedTapeDevice, TapeDevice } from '../tape-device.ts';

/**
 * Rewinds and reads what a tape says of itself, whoever wrote it. Protection is off afterwards, and the position is
 * right after the label.
 * @throws TAPE_BLANK, VOLUME_LABEL_FOREIGN, LABEL_FIELD_INVALID, TAPE_PROTECTION_UNSUPPORTED, and what the device
 *   rejects with
 */
export async function readVolumeLabel(device: ProtectedTapeDevice): Promise<VolumeLabel> {
  await device.setProtection('off');
  return await readLabelAtBeginning(device);
}

/** The same, under whatever protection is set. */
export async function readLabelAtBeginning(device: TapeDevice): Promise<VolumeLabel> {
  await device.locate(0);
  return decodeVolumeLabel(await readFirstBlock(device));
}

async function readFirstBlock(device: TapeDevice): Promise<Uint8Array> {
  try {
    return await readRecord(device, 'VOL1');
  } catch (error) {
    if (isCondition(error, 'END_OF_DATA')) throw new ConditionError('TAPE_BLANK', { cause: error });
    if (isCondition(error, 'LABEL_RECORD_SIZE')) throw foreignLabel('its first block is longer than a label', error);
    if (isCondition(error, 'LABEL_RECORD_MISSING')) throw foreignLabel('it begins with a filemark', error);
    throw error;
  }
}
