import { type LabelDate, encodeDate } from './label-date.ts';
import {
  type Field,
  invalidField,
  putNumber,
  putText,
  recordOf,
  requireBlank,
  requireNonBlank,
  requireText,
  startRecord,
} from './record.ts';

/** First label of a file's header and trailer (tape-format: HDR1 / EOF1). */
export interface FileLabel1 {
  /** Archive file id in upper-case hexadecimal, or PRELABEL on a tape that holds no file yet. */
  readonly fileId: string;
  readonly vid: string;
  /** fSeq modulo 10^4 as four digits; the user labels have the whole one. */
  readonly fSeqDigits: string;
  /** Payload blocks modulo 10^6 as six digits; of zeros in a header. */
  readonly blockCountDigits: string;
  readonly systemCode: string;
}

export interface FileLabel1Content {
  readonly fileId: string;
  readonly vid: string;
  readonly fSeq: number;
  readonly blockCount: number;
  readonly softwareVersion: string;
  readonly date: LabelDate;
}

/** File id of the header that labelling writes. */
export const prelabel = 'PRELABEL';

const fields = {
  fileId: { name: 'file id', offset: 4, length: 17 },
  vid: { name: 'VSN', offset: 21, length: 6 },
  section: { name: 'file section', offset: 27, length: 4 },
  fSeq: { name: 'file sequence', offset: 31, length: 4 },
  generation: { name: 'generation', offset: 35, length: 4 },
  version: { name: 'version of generation', offset: 39, length: 2 },
  created: { name: 'creation date', offset: 41, length: 6 },
  expires: { name: 'expiration date', offset: 47, length: 6 },
  accessibility: { name: 'accessibility', offset: 53, length: 1 },
  blockCount: { name: 'block count', offset: 54, length: 6 },
  systemCode: { name: 'system code', offset: 60, length: 13 },
  reserved: { name: 'reserved', offset: 73, length: 7 },
} as const satisfies Record<string, Field>;

export function encodeFileLabel1(bytes: Uint8Array, id: 'HDR1' | 'EOF1', content: FileLabel1Content): void {
  startRecord(bytes, id);
  putText(bytes, fields.fileId, content.fileId);
  putText(bytes, fields.vid, content.vid);
  putNumber(bytes, fields.section, 1);
  putNumber(bytes, fields.fSeq, content.fSeq);
  putNumber(bytes, fields.generation, 1);
  putNumber(bytes, fields.version, 0);
  putText(bytes, fields.created, encodeDate(content.date));
  putText(bytes, fields.expires, encodeDate(content.date));
  putNumber(bytes, fields.blockCount, content.blockCount);
  putText(bytes, fields.systemCode, `CTA ${content.softwareVersion}`);
}

/** @throws LABEL_RECORD_SIZE, LABEL_RECORD_UNEXPECTED, LABEL_FIELD_INVALID */
export function decodeFileLabel1(bytes: Uint8Array, id: 'HDR1' | 'EOF1'): FileLabel1 {
  const record = recordOf(id, bytes);
  const fileId = requireNonBlank(record, fields.fileId);
  if (fileId !== prelabel && !/^[0-9A-Fa-f]+$/.test(fileId)) {
    throw invalidField(record, fields.fileId, 'a hexadecimal number');
  }
  const vid = requireNonBlank(record, fields.vid);
  requireText(record, fields.section, '0001');
  const fSeqDigits = requireNonBlank(record, fields.fSeq);
  requireText(record, fields.generation, '0001');
  requireText(record, fields.version, '00');
  // Dates are not parsed: those of 2000 to 2009 were written with a digit less (tape-format: date field).
  requireNonBlank(record, fields.created);
  requireNonBlank(record, fields.expires);
  requireBlank(record, fields.accessibility, fields.reserved);
  if (id === 'HDR1') requireText(record, fields.blockCount, '000000');
  const blockCountDigits = requireNonBlank(record, fields.blockCount);
  return { fileId, vid, fSeqDigits, blockCountDigits, systemCode: requireNonBlank(record, fields.systemCode) };
}
