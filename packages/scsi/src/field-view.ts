import { ConditionError } from '@cta/conditions';

/** Whose answer is being read: decides who is blamed for a malformed one. */
export type DeviceKind = 'drive' | 'changer';

const malformed = { drive: 'DRIVE_ANSWER_MALFORMED', changer: 'LIBRARY_ANSWER_MALFORMED' } as const;

/**
 * Bytes that a device sent, read field by field and never past what was transferred: a field that is not there is a
 * DRIVE_ANSWER_MALFORMED or LIBRARY_ANSWER_MALFORMED. Numbers are big-endian, as everywhere in SCSI.
 */
export class FieldView {
  readonly #bytes: Buffer;
  readonly #device: DeviceKind;
  readonly #answer: string;

  /** @param answer what the bytes are, for the error: 'INQUIRY', 'READ POSITION', … */
  constructor(bytes: Uint8Array, device: DeviceKind, answer: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#device = device;
    this.#answer = answer;
  }

  get length(): number {
    return this.#bytes.length;
  }

  u8(offset: number): number {
    this.#demand(offset, 1);
    return this.#bytes.readUInt8(offset);
  }

  u16(offset: number): number {
    this.#demand(offset, 2);
    return this.#bytes.readUInt16BE(offset);
  }

  u24(offset: number): number {
    this.#demand(offset, 3);
    return this.#bytes.readUIntBE(offset, 3);
  }

  u32(offset: number): number {
    this.#demand(offset, 4);
    return this.#bytes.readUInt32BE(offset);
  }

  u64(offset: number): bigint {
    this.#demand(offset, 8);
    return this.#bytes.readBigUInt64BE(offset);
  }

  /** An unsigned integer of `length` bytes, 1 to 8, as log parameters and attributes have them. */
  unsigned(offset: number, length: number): bigint {
    this.#demand(offset, length);
    if (length < 1 || length > 8) this.fail(`integer of ${length} bytes at byte ${offset}`);
    let value = 0n;
    for (let i = 0; i < length; i++) value = (value << 8n) | BigInt(this.#bytes.readUInt8(offset + i));
    return value;
  }

  bit(offset: number, bit: number): boolean {
    return (this.u8(offset) & (1 << bit)) !== 0;
  }

  /** ASCII text without its padding: cut at the first NUL, blanks around it taken off. */
  ascii(offset: number, length: number): string {
    this.#demand(offset, length);
    const text = this.#bytes.toString('latin1', offset, offset + length);
    const end = text.indexOf('\0');
    return (end === -1 ? text : text.slice(0, end)).trim();
  }

  /** A copy of the bytes, which outlives the buffer that the answer lies in. */
  bytes(offset: number, length: number): Uint8Array {
    this.#demand(offset, length);
    return Uint8Array.from(this.#bytes.subarray(offset, offset + length));
  }

  /** A part of the answer as a view of its own. */
  part(offset: number, length: number): FieldView {
    this.#demand(offset, length);
    return new FieldView(this.#bytes.subarray(offset, offset + length), this.#device, this.#answer);
  }

  /** Refuses the answer. */
  fail(problem: string): never {
    throw new ConditionError(malformed[this.#device], {
      message: `${this.#answer}: ${problem}`,
      details: { answer: this.#answer, transferred_bytes: this.length },
    });
  }

  #demand(offset: number, length: number): void {
    if (offset < 0 || length < 0 || offset + length > this.length) {
      this.fail(`bytes ${offset} to ${offset + length - 1} wanted, ${this.length} came`);
    }
  }
}
