import {
  type Field,
  putNumber,
  putText,
  recordOf,
  requireBlank,
  requireNonBlank,
  requireText,
  startRecord,
} from './record.ts';

/** Second label of a file's header and trailer (tape-format: HDR2 / EOF2). Informational: sizes that fit say 00000. */
export interface FileLabel2 {
  readonly blockLengthDigits: string;
  readonly recordLengthDigits: string;
}

const fields = {
  recordFormat: { name: 'record format', offset: 4, length: 1 },
  blockLength: { name: 'block length', offset: 5, length: 5 },
  recordLength: { name: 'record length', offset: 10, length: 5 },
  reserved1: { name: 'reserved', offset: 16, length: 18 },
  reserved2: { name: 'reserved', offset: 36, length: 14 },
  bufferOffset: { name: 'buffer offset', offset: 50, length: 2 },
  reserved3: { name: 'reserved', offset: 52, length: 28 },
} as const satisfies Record<string, Field>;

/** Block lengths from here on have no room in their field. */
const blockLengthLimit = 100_000;

/** The letter for compression at offset 34 is never set, as CTA never sets it. */
export function encodeFileLabel2(bytes: Uint8Array, id: 'HDR2' | 'EOF2', blockSizeBytes: number): void {
  const length = blockSizeBytes < blockLengthLimit ? blockSizeBytes : 0;
  startRecord(bytes, id);
  putText(bytes, fields.recordFormat, 'F');
  putNumber(bytes, fields.blockLength, length);
  putNumber(bytes, fields.recordLength, length);
  putNumber(bytes, fields.bufferOffset, 0);
}

/** @throws LABEL_RECORD_SIZE, LABEL_RECORD_UNEXPECTED, LABEL_FIELD_INVALID */
export function decodeFileLabel2(bytes: Uint8Array, id: 'HDR2' | 'EOF2'): FileLabel2 {
  const record = recordOf(id, bytes);
  requireText(record, fields.recordFormat, 'F');
  const blockLengthDigits = requireNonBlank(record, fields.blockLength);
  const recordLengthDigits = requireNonBlank(record, fields.recordLength);
  requireBlank(record, fields.reserved1, fields.reserved2, fields.reserved3);
  requireText(record, fields.bufferOffset, '00');
  return { blockLengthDigits, recordLengthDigits };
}
