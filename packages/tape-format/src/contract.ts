import { ConditionError } from '@cta/conditions';

/** Largest number of a file on its tape: CTA's writer counts in a signed 32-bit number (tape-format: limits). */
const largestFseq = 2 ** 31 - 1;
/** Largest block id: READ POSITION short form and LOCATE(10) have 32 bits (tape-format: limits). */
const largestBlockId = 2 ** 32 - 1;

/** The error of a caller that does what the contract of this package forbids: a fault of the program, not of the tape. */
export function misuse(message: string): ConditionError {
  return new ConditionError('UNFORESEEN_ERROR', { message });
}

export function requireVid(vid: string): void {
  if (!/^[A-Z0-9]{6}$/.test(vid)) throw misuse(`VID '${vid}' is not six of A-Z and 0-9`);
}

/** @param smallest 1 for a file, 0 for the last file of a tape that may have none */
export function requireFseq(fSeq: number, smallest: 0 | 1 = 1): void {
  if (!Number.isInteger(fSeq) || fSeq < smallest || fSeq > largestFseq) throw misuse(`fSeq ${fSeq} is out of range`);
}

export function requireBlockId(blockId: number): void {
  if (!Number.isInteger(blockId) || blockId < 0 || blockId > largestBlockId) {
    throw misuse(`block id ${blockId} is out of range`);
  }
}

export function requireArchiveFileId(archiveFileId: bigint): void {
  if (archiveFileId <= 0n || archiveFileId >= 2n ** 64n)
    throw misuse(`archive file id ${archiveFileId} is out of range`);
}
