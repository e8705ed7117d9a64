import { generatedContent } from '../tape-image/generated-content.ts';
import type { TapeObject } from '../tape-image/tape-image.ts';

const archiveFileId = 4_294_967_296n;

/** The file that a Catalogue of `createCtaCatalogue` has on tape V00001. */
export const ctaFile = { vid: 'V00001', archiveFileId, content: generatedContent(archiveFileId, 1000) } as const;

const ctaVersion = 'CTA 5.11.20.0';
/** Century, year, day of the year. */
const date = '026326';

/**
 * That tape, as CTA 5.11 has written it: label and one file, laid out field by field as in tapes that CTA's own code wrote,
 * by none of our code that writes tapes.
 */
export function ctaTape(): readonly TapeObject[] {
  return [
    label(`VOL1${ctaFile.vid}${''.padEnd(27)}${'CTA'.padEnd(14)}${''.padEnd(26)}003`),
    ...fileLabels('HDR', 0),
    { type: 'filemark' },
    { type: 'block', bytes: ctaFile.content },
    { type: 'filemark' },
    ...fileLabels('EOF', 1),
    { type: 'filemark' },
  ];
}

function fileLabels(kind: 'HDR' | 'EOF', blockCount: number): readonly TapeObject[] {
  const id = archiveFileId.toString(16).toUpperCase().padEnd(17);
  const place = `${ctaFile.vid}00010001000100${date}${date}`;
  const user = kind === 'HDR' ? 'UHL1' : 'UTL1';
  const sizes = '0000262144'.repeat(2);
  const writer = [
    ['CERN', 8],
    ['TPSRV01', 10],
    ['IBM', 8],
    ['ULT3580-', 8],
    ['0007820001', 12],
  ] as const;
  return [
    label(`${kind}1${id}${place} ${String(blockCount).padStart(6, '0')}${ctaVersion.padEnd(20)}`),
    label(`${kind}2F${'0'.repeat(10)}${''.padEnd(35)}00`),
    label(`${user}${'1'.padStart(10, '0')}${sizes}${writer.map(([text, width]) => text.padEnd(width)).join('')}`),
  ];
}

function label(text: string): TapeObject {
  return { type: 'block', bytes: Buffer.from(text.padEnd(80), 'latin1') };
}
