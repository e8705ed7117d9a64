import { ConditionError, isCondition } from '@cta/conditions';
import { misuse, requireFseq } from '../contract.ts';
import { decodeFileLabel1 } from '../labels/file-label-1.ts';
import { decodeFileLabel2 } from '../labels/file-label-2.ts';
import { readFilemark, readRecord } from '../labels/label-blocks.ts';
import { decodeUserLabel } from '../labels/user-label.ts';
import type { VolumeLabel } from '../labels/volume-label.ts';
import type { WriterIdentity } from '../labels/writer-identity.ts';
import { filemarksBeforeTrailer, layout, standardBlockSizeBytes } from '../layout.ts';
import type { ProtectedTapeDevice, ProtectionMode, TapeDevice } from '../tape-device.ts';
import { openVolume } from '../volume/open-volume.ts';
import { requirePosition, unexpectedPosition } from '../volume/position-check.ts';
import { TapeFileWriter } from './tape-file-writer.ts';

export interface OpenForArchiveOptions {
  readonly vid: string;
  /** The last file that the Catalogue has on this tape, 0 where it has none. What follows it on the tape is lost. */
  readonly lastFseq: number;
  readonly identity: WriterIdentity;
  /** Whether protection may be used: a tape that is labelled with it cannot be written without. */
  readonly protectionAllowed: boolean;
  /** Size of a full payload block; CTA's own where not given. */
  readonly blockSizeBytes?: number;
}

/**
 * Opens a labelled tape so that the next file goes right after `lastFseq` (tape-format: opening a write session).
 * Nothing is written.
 * @throws the conditions of readVolumeLabel, VOLUME_LABEL_MISMATCH, TAPE_PROTECTION_UNAVAILABLE; where the end of the
 *   last file is not where it must be TAPE_FILE_MISSING, TAPE_FILE_FSEQ_MISMATCH, TAPE_FILE_VID_MISMATCH,
 *   DRIVE_POSITION_UNEXPECTED and those of the label records; and what the device rejects with
 */
export async function openForArchive(
  device: ProtectedTapeDevice,
  options: OpenForArchiveOptions,
): Promise<TapeFileWriter> {
  const { vid, lastFseq, identity, blockSizeBytes = standardBlockSizeBytes } = options;
  requireFseq(lastFseq, 0);
  if (!Number.isInteger(blockSizeBytes) || blockSizeBytes < 1) throw misuse(`block size ${blockSizeBytes}`);
  await openVolume(device, vid, (label) => protectionForArchive(label, device, options.protectionAllowed));
  const object = lastFseq === 0 ? layout.firstFile : await goToEndOf(device, lastFseq, vid);
  await requirePosition(device, object);
  return new TapeFileWriter(device, { vid, identity, blockSizeBytes, lastFseq, object });
}

function protectionForArchive(label: VolumeLabel, device: ProtectedTapeDevice, allowed: boolean): ProtectionMode {
  if (label.protection === 'none') return 'off';
  if (allowed && device.protectionSupported) return 'crc32c';
  throw new ConditionError('TAPE_PROTECTION_UNAVAILABLE', {
    message: allowed ? 'the drive does not offer it' : 'the configuration forbids it',
    details: { vid: label.vid },
  });
}

/** Reads the trailer of the last file and returns the logical object after it. */
async function goToEndOf(device: TapeDevice, fSeq: number, vid: string): Promise<number> {
  try {
    await device.spaceFilemarks(filemarksBeforeTrailer(fSeq));
    const trailer = await device.position();
    const eof1 = decodeFileLabel1(await readRecord(device, 'EOF1'), 'EOF1');
    decodeFileLabel2(await readRecord(device, 'EOF2'), 'EOF2');
    const utl1 = decodeUserLabel(await readRecord(device, 'UTL1'), 'UTL1');
    await readFilemark(device, 'UTL1');
    requireLastFile({ trailer, eof1Vid: eof1.vid, fSeq: utl1.fSeq }, fSeq, vid);
    return trailer + layout.trailer;
  } catch (error) {
    if (!isCondition(error, 'END_OF_DATA')) throw error;
    throw new ConditionError('TAPE_FILE_MISSING', {
      message: `data end before the trailer of file ${fSeq}, the last that the Catalogue has`,
      details: { vid, f_seq: fSeq },
      cause: error,
    });
  }
}

function requireLastFile(
  found: { readonly trailer: number; readonly eof1Vid: string; readonly fSeq: number },
  fSeq: number,
  vid: string,
): void {
  if (found.fSeq !== fSeq) {
    throw new ConditionError('TAPE_FILE_FSEQ_MISMATCH', {
      message: `the trailer found is that of file ${found.fSeq}, expected file ${fSeq}`,
      details: { record: 'UTL1', field: 'file sequence', offset: 4, found: found.fSeq, expected: fSeq },
    });
  }
  if (found.eof1Vid !== vid) {
    throw new ConditionError('TAPE_FILE_VID_MISMATCH', {
      message: `the trailer of file ${fSeq} names ${found.eof1Vid}, expected ${vid}`,
      details: { record: 'EOF1', field: 'VSN', offset: 21, found: found.eof1Vid, expected: vid },
    });
  }
  const least = layout.firstFile + fSeq * layout.smallestFile - layout.trailer;
  if (found.trailer < least) throw unexpectedPosition(found.trailer, `${least} or more after ${fSeq} files`);
}
