import { ConditionError, isCondition } from '@cta/conditions';
import { misuse, requireArchiveFileId, requireBlockId, requireFseq } from '../contract.ts';
import { layout } from '../layout.ts';
import type { TapeDevice } from '../tape-device.ts';
import { type FileHeader, readHeader, readTrailer } from './file-labels.ts';
import { type FileLocator, type TapePosition, goToFile } from './file-position.ts';

/** The file wanted, as the Catalogue has it. */
export interface FileToRead {
  readonly archiveFileId: bigint;
  readonly fSeq: number;
  readonly locator: FileLocator;
}

export interface OpenedFile {
  /** No block of this file is longer. */
  readonly blockSizeBytes: number;
}

/**
 * `on`: verified block by block; `off-but-present`: the tape has it, the drive or the configuration does not;
 * `off`: the tape was written without.
 */
export type ReadProtection = 'on' | 'off-but-present' | 'off';

interface FileBeingRead {
  readonly fSeq: number;
  readonly header: FileHeader;
  readonly headerObject: number;
  blockCount: number;
}

/**
 * Reads files of an open tape, one after the other and in any order (tape-format: reading). Calls must not overlap.
 * A call that rejects ends the use of that file only: `openFile` may be called again after any error, where the drive
 * still works. A file that was not read to its end may be left by opening the next one.
 */
export class TapeFileReader {
  readonly protection: ReadProtection;
  readonly #device: TapeDevice;
  readonly #vid: string;
  readonly #maxBlockSizeBytes: number;
  #position: TapePosition = { fSeq: 1, object: layout.firstFile };
  #file: FileBeingRead | undefined;

  /** The device stands right after the volume label. */
  constructor(
    device: TapeDevice,
    options: { readonly vid: string; readonly maxBlockSizeBytes: number; readonly protection: ReadProtection },
  ) {
    this.protection = options.protection;
    this.#device = device;
    this.#vid = options.vid;
    this.#maxBlockSizeBytes = options.maxBlockSizeBytes;
  }

  /**
   * Goes to the file and checks that its header is that of the file wanted.
   * @throws TAPE_FILE_MISSING, TAPE_FILE_ID_MISMATCH, TAPE_FILE_VID_MISMATCH, TAPE_FILE_FSEQ_MISMATCH,
   *   TAPE_FILE_TRUNCATED, TAPE_BLOCK_SIZE_UNSUPPORTED, those of the label records, and what the device rejects with
   */
  async openFile(file: FileToRead): Promise<OpenedFile> {
    requireFile(file);
    const from = this.#position;
    this.#position = undefined;
    this.#file = undefined;
    const headerObject = await goToFile(this.#device, from, file.fSeq, file.locator);
    const header = await this.#readHeader(file);
    const { blockSizeBytes } = header.userLabel;
    if (blockSizeBytes > this.#maxBlockSizeBytes) {
      throw new ConditionError('TAPE_BLOCK_SIZE_UNSUPPORTED', {
        message: `file ${file.fSeq} has blocks of ${blockSizeBytes} bytes, at most ${this.#maxBlockSizeBytes} can be read`,
        details: { f_seq: file.fSeq, found: blockSizeBytes, expected: this.#maxBlockSizeBytes },
      });
    }
    this.#file = { fSeq: file.fSeq, header, headerObject, blockCount: 0 };
    return { blockSizeBytes };
  }

  /**
   * Reads the next payload block into the buffer, which holds `blockSizeBytes` and 4 more; resolves with its length, any
   * from 1 to `blockSizeBytes`, or with 'end' after the last one, once the trailer agrees with what was read.
   * @throws BLOCK_TOO_LARGE, TAPE_FILE_TRUNCATED, TAPE_FILE_BLOCK_COUNT_MISMATCH, TAPE_FILE_TRAILER_MISMATCH, those of
   *   the label records, and what the device rejects with
   */
  async readBlock(buffer: Uint8Array): Promise<number | 'end'> {
    const file = this.#file;
    if (file === undefined) throw misuse('readBlock without an open file');
    try {
      const length = await this.#device.read(buffer);
      if (length === 'filemark') return await this.#finish(file);
      if (length > file.header.userLabel.blockSizeBytes) throw blockTooLarge(file, length);
      file.blockCount++;
      return length;
    } catch (error) {
      this.#file = undefined;
      throw truncatedAtEndOfData(error, file.fSeq);
    }
  }

  async #readHeader(file: FileToRead): Promise<FileHeader> {
    try {
      return await readHeader(this.#device, { ...file, vid: this.#vid });
    } catch (error) {
      throw truncatedAtEndOfData(error, file.fSeq);
    }
  }

  /** After the filemark behind the payload: the tape then stands at the next file. */
  async #finish(file: FileBeingRead): Promise<'end'> {
    await readTrailer(this.#device, file.header, file.blockCount);
    this.#file = undefined;
    this.#position = {
      fSeq: file.fSeq + 1,
      object: file.headerObject + layout.header + file.blockCount + 1 + layout.trailer,
    };
    return 'end';
  }
}

function requireFile(file: FileToRead): void {
  requireArchiveFileId(file.archiveFileId);
  requireFseq(file.fSeq);
  if (file.locator.by === 'block-id') requireBlockId(file.locator.blockId);
}

function blockTooLarge(file: FileBeingRead, length: number): ConditionError {
  const { blockSizeBytes } = file.header.userLabel;
  return new ConditionError('BLOCK_TOO_LARGE', {
    message: `block ${file.blockCount + 1} of file ${file.fSeq} has ${length} bytes, its header says ${blockSizeBytes}`,
    details: { f_seq: file.fSeq, found: length, expected: blockSizeBytes },
  });
}

function truncatedAtEndOfData(error: unknown, fSeq: number): unknown {
  if (!isCondition(error, 'END_OF_DATA')) return error;
  return new ConditionError('TAPE_FILE_TRUNCATED', {
    message: `file ${fSeq}`,
    details: { f_seq: fSeq },
    cause: error,
  });
}
