import { isCondition } from '@cta/conditions';
import { misuse, requireArchiveFileId, requireBlockId, requireFseq } from '../contract.ts';
import { blockIdOf, layout } from '../layout.ts';
import type { TapeDevice } from '../tape-device.ts';
import { requirePosition, requirePositionFrom } from '../volume/position-check.ts';
import { FileLabelWriter, type LabelContext } from './file-labels.ts';

export interface FileToWrite {
  readonly archiveFileId: bigint;
  /** Must be the writer's `nextFseq`: said by the caller as well, so that both count alike. */
  readonly fSeq: number;
}

/** A file with its trailer. It is on the medium only once a flush that came after it has resolved. */
export interface WrittenFile {
  readonly archiveFileId: bigint;
  readonly fSeq: number;
  /** What the Catalogue keeps: 0 for fSeq 1, else the logical object of HDR1. */
  readonly blockId: number;
  readonly blockCount: number;
}

/**
 * `full`: the medium took no more in the middle of a file; what came before can still be flushed.
 * `broken`: something failed and nobody knows what is on the medium; nothing more can be done.
 */
type WriterState =
  | { readonly name: 'between-files' }
  | { readonly name: 'in-file'; readonly file: FileToWrite; readonly headerObject: number; blockCount: number }
  | { readonly name: 'full'; readonly headerObject: number }
  | { readonly name: 'broken' };

type InFile = WriterState & { name: 'in-file' };

/**
 * Writes files one after the other to an open tape (tape-format: writing one file). Calls must not overlap. A call that
 * rejects ends the use of the writer, but for MEDIUM_FULL, after which `flush` may save what is complete.
 * Which objects are where is counted here, so that no file costs a READ POSITION; every flush checks the count.
 */
export class TapeFileWriter {
  readonly blockSizeBytes: number;
  readonly #device: TapeDevice;
  readonly #labels: FileLabelWriter;
  #state: WriterState = { name: 'between-files' };
  #nextFseq: number;
  #object: number;
  #earlyWarning = false;

  /** @param start `object` is the logical object at which the device stands, and where file `lastFseq` + 1 begins */
  constructor(device: TapeDevice, start: LabelContext & { readonly lastFseq: number; readonly object: number }) {
    this.blockSizeBytes = start.blockSizeBytes;
    this.#device = device;
    this.#labels = new FileLabelWriter(start);
    this.#nextFseq = start.lastFseq + 1;
    this.#object = start.object;
  }

  /** The fSeq that the next file takes. */
  get nextFseq(): number {
    return this.#nextFseq;
  }

  /** Whether the drive has signalled early warning in this session: finish the file, flush, and end. */
  get earlyWarning(): boolean {
    return this.#earlyWarning;
  }

  /** Writes the header. @returns where the file is */
  async beginFile(file: FileToWrite): Promise<{ readonly blockId: number }> {
    requireArchiveFileId(file.archiveFileId);
    requireFseq(file.fSeq);
    if (this.#state.name !== 'between-files') throw this.#outOfOrder('beginFile');
    if (file.fSeq !== this.#nextFseq) throw misuse(`fSeq ${file.fSeq} is not next, ${this.#nextFseq} is`);
    const headerObject = this.#object;
    const blockId = blockIdOf(file.fSeq, headerObject);
    requireBlockId(blockId);
    this.#state = { name: 'in-file', file, headerObject, blockCount: 0 };
    await this.#guard(async () => {
      this.#note(await this.#labels.write(this.#device, 'header', { ...file, blockCount: 0 }));
      await this.#writeFilemark();
      this.#object += layout.header;
    });
    return { blockId };
  }

  /**
   * Writes the first `length` bytes of the buffer, which has room for 4 more behind them, as one block.
   * @param length 1 to `blockSizeBytes`; blocks in the middle of a file may be short too
   */
  async writeBlock(buffer: Uint8Array, length: number): Promise<{ readonly earlyWarning: boolean }> {
    const state = this.#inFile('writeBlock');
    if (length < 1 || length > this.blockSizeBytes) throw misuse(`block of ${length} bytes`);
    try {
      const written = await this.#device.write(buffer, length);
      if (written.earlyWarning) this.#earlyWarning = true;
      state.blockCount++;
      this.#object++;
      return written;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Writes the trailer. A file without a block is never written: CTA has no empty files. */
  async endFile(): Promise<WrittenFile> {
    const { file, headerObject, blockCount } = this.#inFile('endFile');
    if (blockCount === 0) throw misuse('a file needs at least one block');
    await this.#guard(async () => {
      await this.#writeFilemark();
      this.#object++;
      this.#note(await this.#labels.write(this.#device, 'trailer', { ...file, blockCount }));
      await this.#writeFilemark();
      this.#object += layout.trailer;
    });
    this.#state = { name: 'between-files' };
    this.#nextFseq++;
    return { ...file, blockId: blockIdOf(file.fSeq, headerObject), blockCount };
  }

  /** Goes back to this file's own HDR1: the next file takes its place and its fSeq. */
  async abandonFile(): Promise<void> {
    const { headerObject } = this.#inFile('abandonFile');
    await this.#guard(() => this.#device.locate(headerObject));
    this.#object = headerObject;
    this.#state = { name: 'between-files' };
  }

  /**
   * Waits until every ended file is on the medium, and checks that the drive is where the count of objects says.
   * Only then may files be reported. Not within a file, except after MEDIUM_FULL.
   * @throws DRIVE_POSITION_UNEXPECTED, and what the device rejects with: nothing since the last flush may be reported
   */
  async flush(): Promise<void> {
    if (this.#state.name === 'in-file' || this.#state.name === 'broken') throw this.#outOfOrder('flush');
    const full = this.#state.name === 'full' ? this.#state : undefined;
    await this.#guard(async () => {
      this.#note((await this.#device.writeFilemarks(0, { wait: true })).earlyWarning);
      // How much of the last file went to the medium before it was full is not known, nor does it matter.
      if (full === undefined) await requirePosition(this.#device, this.#object);
      else await requirePositionFrom(this.#device, full.headerObject);
    });
  }

  async #writeFilemark(): Promise<void> {
    this.#note((await this.#device.writeFilemarks(1, { wait: false })).earlyWarning);
  }

  #note(earlyWarning: boolean): void {
    if (earlyWarning) this.#earlyWarning = true;
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): unknown {
    this.#state =
      this.#state.name === 'in-file' && isCondition(error, 'MEDIUM_FULL')
        ? { name: 'full', headerObject: this.#state.headerObject }
        : { name: 'broken' };
    return error;
  }

  #inFile(call: string): InFile {
    if (this.#state.name !== 'in-file') throw this.#outOfOrder(call);
    return this.#state;
  }

  #outOfOrder(call: string): Error {
    return misuse(`${call} while the writer is '${this.#state.name}'`);
  }
}
