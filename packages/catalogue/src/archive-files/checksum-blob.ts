/** CTA's checksum types (catalogue: 4.7), with the length of their values in bytes. */
const adler32Type = 1;
const adler32Bytes = 4;

const lengthDelimited = 2;
const varint = 0;

/** Field numbers of CTA's message: `cs` of the list; `type` and `value` of an entry. */
const fields = { checksums: 1, type: 1, value: 2 } as const;

/** CHECKSUM_BLOB of a file whose Adler-32 is known: a protobuf with one entry, its value little-endian. */
export function checksumBlobOf(adler32: number): Buffer {
  const value = Buffer.alloc(adler32Bytes);
  value.writeUInt32LE(adler32);
  const entry = Buffer.concat([
    Buffer.from([tag(fields.type, varint), adler32Type, tag(fields.value, lengthDelimited), value.length]),
    value,
  ]);
  return Buffer.concat([Buffer.from([tag(fields.checksums, lengthDelimited), entry.length]), entry]);
}

/** @returns the Adler-32 of a CHECKSUM_BLOB, or undefined where it has none or is not one */
export function adler32OfBlob(blob: Uint8Array): number | undefined {
  for (const entry of lengthDelimitedFields(blob, fields.checksums)) {
    const [value] = lengthDelimitedFields(entry, fields.value);
    // The enum's value follows its tag, and no type has a number that takes two bytes.
    const isAdler32 = entry[0] === tag(fields.type, varint) && entry[1] === adler32Type;
    if (isAdler32 && value?.length === adler32Bytes) {
      return new DataView(value.buffer, value.byteOffset).getUint32(0, true);
    }
  }
  return undefined;
}

function tag(field: number, wireType: number): number {
  return (field << 3) | wireType;
}

/** The values of a field, of a message whose other fields are varints of one byte or shorter than 128 bytes. */
function* lengthDelimitedFields(message: Uint8Array, field: number): Generator<Uint8Array> {
  let at = 0;
  while (at + 1 < message.length) {
    const key = message[at];
    const next = message[at + 1] ?? 0;
    if (key === undefined || next > 127) return;
    if ((key & 7) === varint) {
      at += 2;
      continue;
    }
    const end = at + 2 + next;
    if ((key & 7) !== lengthDelimited || end > message.length) return;
    if (key >> 3 === field) yield message.subarray(at + 2, end);
    at = end;
  }
}
