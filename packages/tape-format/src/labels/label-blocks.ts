import { ConditionError, isCondition } from '@cta/conditions';
import type { TapeDevice } from '../tape-device.ts';
import { type LabelId, labelBytes } from './record.ts';

/** Behind each record there is room for its protection. */
const protectionBytes = 4;

/**
 * A buffer for one record. It is no longer than a record is, with its protection: a drive tells of every block that is
 * shorter than the read by CHECK CONDITION (SSC-5 7.4), which costs more than the block.
 */
export function recordBuffer(): Uint8Array {
  return new Uint8Array(labelBytes + protectionBytes);
}

/**
 * Reads the next block as a label record. The bytes are valid until the caller reads again with the same buffer.
 * @throws LABEL_RECORD_MISSING, LABEL_RECORD_SIZE, and what the device rejects with
 */
export async function readRecord(
  device: TapeDevice,
  id: LabelId,
  buffer: Uint8Array = recordBuffer(),
): Promise<Uint8Array> {
  let length: number | 'filemark';
  try {
    length = await device.read(buffer);
  } catch (error) {
    if (!isCondition(error, 'BLOCK_TOO_LARGE')) throw error;
    throw new ConditionError('LABEL_RECORD_SIZE', {
      message: `${id} must be ${labelBytes} bytes, found a block of more than ${buffer.length}`,
      details: { record: id, expected: labelBytes },
      cause: error,
    });
  }
  if (length === 'filemark') {
    throw new ConditionError('LABEL_RECORD_MISSING', {
      message: `${id} expected`,
      details: { record: id, found: 'filemark', expected: id },
    });
  }
  return buffer.subarray(0, length);
}

/** Reads over one filemark, or rejects with FILEMARK_MISSING. */
export async function readFilemark(device: TapeDevice, after: LabelId): Promise<void> {
  const buffer = recordBuffer();
  let found: number | 'filemark';
  try {
    found = await device.read(buffer);
  } catch (error) {
    if (!isCondition(error, 'BLOCK_TOO_LARGE')) throw error;
    throw filemarkMissing(after, `more than ${buffer.length}`, error);
  }
  if (found !== 'filemark') throw filemarkMissing(after, `${found}`);
}

function filemarkMissing(after: LabelId, foundBytes: string, cause?: unknown): ConditionError {
  return new ConditionError('FILEMARK_MISSING', {
    message: `after ${after} there is a block of ${foundBytes} bytes`,
    details: { record: after, found: `block of ${foundBytes} bytes`, expected: 'filemark' },
    ...(cause === undefined ? {} : { cause }),
  });
}
