import { ConditionError, isCondition } from '@cta/conditions';
import { readFilemark } from '../labels/label-blocks.ts';
import { headerObjectOf, layout } from '../layout.ts';
import type { TapeDevice } from '../tape-device.ts';
import { readLabelAtBeginning } from '../volume/read-volume-label.ts';

/** How a file is found: by the block id that the Catalogue has, or by counting filemarks. */
export type FileLocator = { readonly by: 'block-id'; readonly blockId: number } | { readonly by: 'fseq' };

/** Where the tape stands: at the header of a file, or somewhere that nobody counted. */
export type TapePosition = { readonly fSeq: number; readonly object: number } | undefined;

/**
 * Moves to the header of file `fSeq` with as little motion as can be (tape-format: positioning).
 * @returns the logical object of its HDR1
 * @throws TAPE_FILE_MISSING, and what the device rejects with
 */
export async function goToFile(
  device: TapeDevice,
  from: TapePosition,
  fSeq: number,
  locator: FileLocator,
): Promise<number> {
  try {
    return locator.by === 'block-id'
      ? await goByBlockId(device, from, fSeq, headerObjectOf(locator.blockId))
      : await goByFseq(device, from, fSeq);
  } catch (error) {
    if (isCondition(error, 'END_OF_DATA')) throw fileMissing(fSeq, 'data end before it', error);
    throw error;
  }
}

/** The error of a file that is not on the tape: TAPE_FILE_MISSING. */
export function fileMissing(fSeq: number, message: string, cause?: unknown): ConditionError {
  return new ConditionError('TAPE_FILE_MISSING', {
    message: `file ${fSeq}: ${message}`,
    details: { f_seq: fSeq },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Files in the order of the tape follow each other without a LOCATE. */
async function goByBlockId(device: TapeDevice, from: TapePosition, fSeq: number, target: number): Promise<number> {
  if (from?.fSeq !== fSeq || from.object !== target) await device.locate(target);
  return target;
}

async function goByFseq(device: TapeDevice, from: TapePosition, fSeq: number): Promise<number> {
  if (from?.fSeq === fSeq) return from.object;
  if (from === undefined || fSeq === 1) {
    await readLabelAtBeginning(device);
    if (fSeq > 1) await device.spaceFilemarks(layout.filemarksPerFile * (fSeq - 1));
  } else if (fSeq > from.fSeq) {
    await device.spaceFilemarks(layout.filemarksPerFile * (fSeq - from.fSeq));
  } else {
    // The filemark before the wanted header is spaced over backward, and then read over: that ends right behind it.
    await device.spaceFilemarks(-(layout.filemarksPerFile * (from.fSeq - fSeq) + 1));
    await readFilemark(device, 'UTL1');
  }
  return await device.position();
}
