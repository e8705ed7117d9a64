import { type Field, putNumber, putText, recordOf, requireDecimal, requireNonBlank, startRecord } from './record.ts';

/** User label of a file's header and trailer: the numbers in full, and who wrote it (tape-format: UHL1 / UTL1). */
export interface UserLabel {
  readonly fSeq: number;
  /** Size of a full payload block, in bytes. */
  readonly blockSizeBytes: number;
  readonly recordLengthDigits: string;
  readonly site: string;
  readonly moverHost: string;
  readonly driveVendor: string;
  readonly driveModel: string;
  readonly driveSerial: string;
}

export type UserLabelContent = Omit<UserLabel, 'recordLengthDigits'>;

const fields = {
  fSeq: { name: 'file sequence', offset: 4, length: 10 },
  blockSize: { name: 'block size', offset: 14, length: 10 },
  recordLength: { name: 'record length', offset: 24, length: 10 },
  site: { name: 'site', offset: 34, length: 8 },
  moverHost: { name: 'mover host', offset: 42, length: 10 },
  driveVendor: { name: 'drive vendor', offset: 52, length: 8 },
  driveModel: { name: 'drive model', offset: 60, length: 8 },
  driveSerial: { name: 'drive serial', offset: 68, length: 12 },
} as const satisfies Record<string, Field>;

export function encodeUserLabel(bytes: Uint8Array, id: 'UHL1' | 'UTL1', content: UserLabelContent): void {
  startRecord(bytes, id);
  putNumber(bytes, fields.fSeq, content.fSeq);
  putNumber(bytes, fields.blockSize, content.blockSizeBytes);
  putNumber(bytes, fields.recordLength, content.blockSizeBytes);
  putText(bytes, fields.site, orUnknown(content.site));
  putText(bytes, fields.moverHost, orUnknown(content.moverHost));
  putText(bytes, fields.driveVendor, orUnknown(content.driveVendor));
  putText(bytes, fields.driveModel, orUnknown(content.driveModel));
  putText(bytes, fields.driveSerial, orUnknown(content.driveSerial));
}

/** @throws LABEL_RECORD_SIZE, LABEL_RECORD_UNEXPECTED, LABEL_FIELD_INVALID */
export function decodeUserLabel(bytes: Uint8Array, id: 'UHL1' | 'UTL1'): UserLabel {
  const record = recordOf(id, bytes);
  return {
    fSeq: requireDecimal(record, fields.fSeq, 1),
    blockSizeBytes: requireDecimal(record, fields.blockSize, 1),
    recordLengthDigits: requireNonBlank(record, fields.recordLength),
    site: requireNonBlank(record, fields.site),
    moverHost: requireNonBlank(record, fields.moverHost),
    driveVendor: requireNonBlank(record, fields.driveVendor),
    driveModel: requireNonBlank(record, fields.driveModel),
    driveSerial: requireNonBlank(record, fields.driveSerial),
  };
}

/** Readers refuse a file with a blank one of these fields, so none is ever written. */
function orUnknown(text: string): string {
  return text.trim() === '' ? 'UNKNOWN' : text;
}
