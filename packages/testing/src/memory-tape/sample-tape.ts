import { labelTape, openForArchive, type WriterIdentity } from '@cta/tape-format';
import { generatedContent } from '../tape-image/generated-content.ts';
import type { TapeImage, TapeImageFile } from '../tape-image/tape-image.ts';
import { adler32 } from '../tape-reader/adler32.ts';
import { memoryTape } from './memory-tape.ts';

/** Who wrote the sample tapes. */
export const sampleIdentity: WriterIdentity = {
  site: 'CERN',
  moverHost: 'TPSRV01',
  driveVendor: 'IBM',
  driveModel: 'ULT3580-TD9',
  driveSerial: '0007820001',
  softwareVersion: '0.1.0',
  date: { year: 2026, dayOfYear: 326 },
};

/** A file of a sample tape: its archive file id, and the lengths of its blocks. */
export interface SampleFile {
  readonly archiveFileId: bigint;
  readonly blockLengths: readonly number[];
}

/** A tape that is labelled and holds these files, with the generated content of each. */
export async function sampleTape(options: {
  readonly vid: string;
  readonly files: readonly SampleFile[];
  readonly protection?: boolean;
}): Promise<TapeImage> {
  const { vid, protection = false } = options;
  const tape = memoryTape();
  await labelTape(tape, { vid, identity: sampleIdentity, protectionAllowed: protection, force: false });
  const writer = await openForArchive(tape, {
    vid,
    lastFseq: 0,
    identity: sampleIdentity,
    protectionAllowed: protection,
  });
  const files: TapeImageFile[] = [];
  for (const { archiveFileId, blockLengths } of options.files) {
    const content = generatedContent(
      archiveFileId,
      blockLengths.reduce((sum, length) => sum + length, 0),
    );
    await writer.beginFile({ archiveFileId, fSeq: writer.nextFseq });
    let start = 0;
    for (const length of blockLengths) {
      const block = new Uint8Array(length + 4);
      block.set(content.subarray(start, start + length));
      await writer.writeBlock(block, length);
      start += length;
    }
    const { fSeq, blockId } = await writer.endFile();
    const adler = adler32(content).toString(16).padStart(8, '0');
    files.push({ archiveFileId, fSeq, blockId, sizeBytes: content.length, adler32: adler });
  }
  await writer.flush();
  return { vid, files, objects: tape.objects };
}
