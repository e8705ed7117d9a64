import { ConditionError, isCondition } from '@cta/conditions';
import { type FileLabel1, decodeFileLabel1, prelabel } from '../labels/file-label-1.ts';
import { type FileLabel2, decodeFileLabel2 } from '../labels/file-label-2.ts';
import { readFilemark, readRecord } from '../labels/label-blocks.ts';
import type { LabelId } from '../labels/record.ts';
import { type UserLabel, decodeUserLabel } from '../labels/user-label.ts';
import type { TapeDevice } from '../tape-device.ts';
import { fileMissing } from './file-position.ts';

/** The three labels before a file's payload. */
export interface FileHeader {
  readonly label1: FileLabel1;
  readonly label2: FileLabel2;
  readonly userLabel: UserLabel;
}

/** What the Catalogue says of the file. */
export interface ExpectedFile {
  readonly vid: string;
  readonly fSeq: number;
  readonly archiveFileId: bigint;
}

/**
 * Reads a header and holds it against what is expected (tape-format: header checks).
 * @throws those of the label records, TAPE_FILE_MISSING, TAPE_FILE_ID_MISMATCH, TAPE_FILE_VID_MISMATCH,
 *   TAPE_FILE_FSEQ_MISMATCH
 */
export async function readHeader(device: TapeDevice, expected: ExpectedFile): Promise<FileHeader> {
  const label1 = decodeFileLabel1(await readFirstRecord(device, expected.fSeq), 'HDR1');
  if (label1.fileId === prelabel) throw fileMissing(expected.fSeq, 'the tape has only its label');
  const label2 = decodeFileLabel2(await readRecord(device, 'HDR2'), 'HDR2');
  const userLabel = decodeUserLabel(await readRecord(device, 'UHL1'), 'UHL1');
  await readFilemark(device, 'UHL1');
  requireExpected({ label1, label2, userLabel }, expected);
  return { label1, label2, userLabel };
}

async function readFirstRecord(device: TapeDevice, fSeq: number): Promise<Uint8Array> {
  try {
    return await readRecord(device, 'HDR1');
  } catch (error) {
    throw isCondition(error, 'END_OF_DATA') ? fileMissing(fSeq, 'data end there', error) : error;
  }
}

function requireExpected({ label1, userLabel }: FileHeader, expected: ExpectedFile): void {
  const { fSeq, vid, archiveFileId } = expected;
  if (BigInt(`0x${label1.fileId}`) !== archiveFileId) {
    const expectedId = archiveFileId.toString(16).toUpperCase();
    throw new ConditionError('TAPE_FILE_ID_MISMATCH', {
      message: `file ${fSeq} is archive file 0x${label1.fileId}, expected 0x${expectedId}`,
      details: { record: 'HDR1', field: 'file id', offset: 4, found: label1.fileId, expected: expectedId },
    });
  }
  if (label1.vid !== vid) {
    throw new ConditionError('TAPE_FILE_VID_MISMATCH', {
      message: `the header of file ${fSeq} names ${label1.vid}, expected ${vid}`,
      details: { record: 'HDR1', field: 'VSN', offset: 21, found: label1.vid, expected: vid },
    });
  }
  if (userLabel.fSeq !== fSeq) {
    throw new ConditionError('TAPE_FILE_FSEQ_MISMATCH', {
      message: `the header is that of file ${userLabel.fSeq}, expected file ${fSeq}`,
      details: { record: 'UHL1', field: 'file sequence', offset: 4, found: userLabel.fSeq, expected: fSeq },
    });
  }
}

/**
 * Reads a trailer and holds it against the header and the blocks that were read.
 * @throws those of the label records, TAPE_FILE_BLOCK_COUNT_MISMATCH, TAPE_FILE_TRAILER_MISMATCH
 */
export async function readTrailer(device: TapeDevice, header: FileHeader, blockCount: number): Promise<void> {
  const label1 = decodeFileLabel1(await readRecord(device, 'EOF1'), 'EOF1');
  const label2 = decodeFileLabel2(await readRecord(device, 'EOF2'), 'EOF2');
  const userLabel = decodeUserLabel(await readRecord(device, 'UTL1'), 'UTL1');
  await readFilemark(device, 'UTL1');
  requireSame('EOF1', header.label1, label1, ['fileId', 'vid', 'fSeqDigits', 'systemCode']);
  requireSame('EOF2', header.label2, label2, ['blockLengthDigits', 'recordLengthDigits']);
  requireSame('UTL1', header.userLabel, userLabel, Object.keys(userLabel) as (keyof UserLabel)[]);
  const digits = (blockCount % 1_000_000).toString().padStart(6, '0');
  if (label1.blockCountDigits !== digits) {
    throw new ConditionError('TAPE_FILE_BLOCK_COUNT_MISMATCH', {
      message: `EOF1 says ${label1.blockCountDigits}, read ${digits} (modulo 10^6)`,
      details: { record: 'EOF1', field: 'block count', offset: 54, found: label1.blockCountDigits, expected: digits },
    });
  }
}

/** Dates are not compared: a file may be written over midnight. */
function requireSame<Label extends object>(
  record: LabelId,
  header: Label,
  trailer: Label,
  keys: readonly (keyof Label & string)[],
): void {
  for (const key of keys) {
    if (header[key] !== trailer[key]) {
      throw new ConditionError('TAPE_FILE_TRAILER_MISMATCH', {
        message: `${record} says ${key} '${String(trailer[key])}', the header '${String(header[key])}'`,
        details: { record, field: key, found: String(trailer[key]), expected: String(header[key]) },
      });
    }
  }
}
