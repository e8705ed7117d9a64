import { ConditionError } from '@cta/conditions';

/** Length of every label record; each is a block of its own (tape-format: conventions). */
export const labelBytes = 80;

export type LabelId = 'VOL1' | 'HDR1' | 'HDR2' | 'UHL1' | 'EOF1' | 'EOF2' | 'UTL1';

/** Where a field lies in its record: `offset` from 0 and `length`, in bytes. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** A block that has the size and the identifier of a label record; its other fields are still to be checked. */
export interface LabelRecord {
  readonly id: LabelId;
  /** A character for each byte. */
  readonly text: string;
}

const space = 0x20;
const questionMark = 0x3f;
const labelId: Field = { name: 'label id', offset: 0, length: 4 };

/** Makes the record one of spaces with its identifier; `bytes` may be longer, what follows is left alone. */
export function startRecord(bytes: Uint8Array, id: LabelId): void {
  bytes.fill(space, 0, labelBytes);
  putText(bytes, labelId, id);
}

/** Left-justified, padded with spaces, cut to the field's width; what is not printable ASCII becomes a question mark. */
export function putText(bytes: Uint8Array, field: Field, text: string): void {
  const end = field.offset + field.length;
  bytes.fill(space, field.offset, end);
  for (let index = 0; index < Math.min(text.length, field.length); index++) {
    const code = text.charCodeAt(index);
    bytes[field.offset + index] = code >= space && code < 0x7f ? code : questionMark;
  }
}

/** Right-justified decimal digits, zero-padded, modulo 10^width. */
export function putNumber(bytes: Uint8Array, field: Field, value: number): void {
  putText(bytes, field, (value % 10 ** field.length).toString().padStart(field.length, '0'));
}

/** What the field holds, trailing spaces included. */
export function rawText({ text }: Pick<LabelRecord, 'text'>, field: Field): string {
  return text.slice(field.offset, field.offset + field.length);
}

/** What the field holds, without trailing spaces. */
export function textOf(record: LabelRecord, field: Field): string {
  return rawText(record, field).trimEnd();
}

/** The bytes of a block, a character for each. */
function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

/**
 * Takes the block that was read as the record `id`.
 * @throws LABEL_RECORD_SIZE, LABEL_RECORD_UNEXPECTED
 */
export function recordOf(id: LabelId, bytes: Uint8Array): LabelRecord {
  if (bytes.length !== labelBytes) {
    throw new ConditionError('LABEL_RECORD_SIZE', {
      message: `${id} must be ${labelBytes} bytes, found ${bytes.length}`,
      details: { record: id, found: bytes.length, expected: labelBytes },
    });
  }
  const text = latin1(bytes);
  const found = rawText({ text }, labelId);
  if (found !== id) {
    throw new ConditionError('LABEL_RECORD_UNEXPECTED', {
      message: `expected ${id}, found '${printable(found)}'`,
      details: { record: id, field: labelId.name, offset: 0, found: printable(found), expected: id },
    });
  }
  return { id, text };
}

/** The error of a field that does not hold what it must: LABEL_FIELD_INVALID. */
export function invalidField(record: LabelRecord, field: Field, expected: string): ConditionError {
  const found = printable(rawText(record, field));
  return new ConditionError('LABEL_FIELD_INVALID', {
    message: `${record.id} ${field.name} at offset ${field.offset} must be ${expected}, found '${found}'`,
    details: { record: record.id, field: field.name, offset: field.offset, found, expected },
  });
}

/** The field must hold this text, padded with spaces to its width. */
export function requireText(record: LabelRecord, field: Field, expected: string): void {
  if (rawText(record, field) !== expected.padEnd(field.length)) throw invalidField(record, field, `'${expected}'`);
}

/** Every byte must be a space: NULs are not blank. */
export function requireBlank(record: LabelRecord, ...fields: readonly Field[]): void {
  for (const field of fields) {
    if (!isBlank(record, field)) throw invalidField(record, field, 'blank');
  }
}

/** At least one byte must differ from space. @returns the text, without trailing spaces */
export function requireNonBlank(record: LabelRecord, field: Field): string {
  if (isBlank(record, field)) throw invalidField(record, field, 'not blank');
  return textOf(record, field);
}

/** A decimal number, at least `minimum`. */
export function requireDecimal(record: LabelRecord, field: Field, minimum = 0): number {
  const text = rawText(record, field).trim();
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < minimum) throw invalidField(record, field, `a number of at least ${minimum}`);
  return value;
}

function isBlank(record: LabelRecord, field: Field): boolean {
  return /^ *$/.test(rawText(record, field));
}

/** Bytes that no log line should carry as they are, as \xNN. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
