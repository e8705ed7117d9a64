import { encodeFileLabel1 } from '../labels/file-label-1.ts';
import { encodeFileLabel2 } from '../labels/file-label-2.ts';
import { recordBuffer } from '../labels/label-blocks.ts';
import { labelBytes } from '../labels/record.ts';
import { encodeUserLabel } from '../labels/user-label.ts';
import type { WriterIdentity } from '../labels/writer-identity.ts';
import type { TapeDevice } from '../tape-device.ts';

/** What a header or trailer tells of a file. */
export interface LabelledFile {
  readonly archiveFileId: bigint;
  readonly fSeq: number;
  /** Payload blocks; 0 in the header. */
  readonly blockCount: number;
}

export interface LabelContext {
  readonly vid: string;
  readonly identity: WriterIdentity;
  readonly blockSizeBytes: number;
}

/** Writes the three labels before or after a file's payload, in buffers that serve for every file of a session. */
export class FileLabelWriter {
  readonly #context: LabelContext;
  readonly #label1 = recordBuffer();
  readonly #label2 = recordBuffer();
  readonly #userLabel = recordBuffer();

  constructor(context: LabelContext) {
    this.#context = context;
  }

  /** @returns whether the drive signalled early warning at any of them */
  async write(device: TapeDevice, kind: 'header' | 'trailer', file: LabelledFile): Promise<boolean> {
    const { vid, identity, blockSizeBytes } = this.#context;
    const isHeader = kind === 'header';
    encodeFileLabel1(this.#label1, isHeader ? 'HDR1' : 'EOF1', {
      fileId: file.archiveFileId.toString(16).toUpperCase(),
      vid,
      fSeq: file.fSeq,
      blockCount: file.blockCount,
      softwareVersion: identity.softwareVersion,
      date: identity.date,
    });
    encodeFileLabel2(this.#label2, isHeader ? 'HDR2' : 'EOF2', blockSizeBytes);
    encodeUserLabel(this.#userLabel, isHeader ? 'UHL1' : 'UTL1', { ...identity, fSeq: file.fSeq, blockSizeBytes });
    let earlyWarning = false;
    for (const record of [this.#label1, this.#label2, this.#userLabel]) {
      const written = await device.write(record, labelBytes);
      earlyWarning ||= written.earlyWarning;
    }
    return earlyWarning;
  }
}
