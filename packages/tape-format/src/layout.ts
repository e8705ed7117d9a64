/**
 * Where things lie on a CTA tape, in logical objects: blocks and filemarks count one each (tape-format: structure).
 *
 *   VOL1 | HDR1 HDR2 UHL1 FM | data × n | FM | EOF1 EOF2 UTL1 FM | next file …
 */
export const layout = {
  /** Object at which file 1 starts, right after VOL1. */
  firstFile: 1,
  /** HDR1, HDR2, UHL1 and their filemark. */
  header: 4,
  /** EOF1, EOF2, UTL1 and their filemark. */
  trailer: 4,
  filemarksPerFile: 3,
  /** A file of one block: header, block, filemark, trailer. */
  smallestFile: 10,
} as const;

/** Payload block size of CTA. */
export const standardBlockSizeBytes = 262_144;

/** Block id that the Catalogue keeps for a file: 0 for the first file, else the object of its HDR1. */
export function blockIdOf(fSeq: number, headerObject: number): number {
  return fSeq === 1 ? 0 : headerObject;
}

/** Object of the HDR1 of the file that the Catalogue has under this block id. */
export function headerObjectOf(blockId: number): number {
  return blockId === 0 ? layout.firstFile : blockId;
}

/** How many filemarks lie before the EOF1 of the last file, counted from VOL1. */
export function filemarksBeforeTrailer(fSeq: number): number {
  return layout.filemarksPerFile * fSeq - 1;
}
