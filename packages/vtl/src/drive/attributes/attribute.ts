/** A medium auxiliary memory attribute (SPC-5 7.4.1). */
export interface Attribute {
  readonly id: number;
  readonly readOnly: boolean;
  readonly format: AttributeFormat;
  readonly value: Buffer;
}

/** FORMAT field. */
export const attributeFormats = { binary: 0, ascii: 1, text: 2 } as const;
export type AttributeFormat = (typeof attributeFormats)[keyof typeof attributeFormats];

const headerBytes = 5;

export function encodeAttribute({ id, readOnly, format, value }: Attribute): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(id, 0);
  header[2] = (readOnly ? 0x80 : 0) | format;
  header.writeUInt16BE(value.length, 3);
  return Buffer.concat([header, value]);
}

/** Takes attributes apart; undefined where the bytes end within one, or a format is unknown. */
export function decodeAttributes(bytes: Buffer): readonly Attribute[] | undefined {
  const attributes: Attribute[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    if (bytes.length < offset + headerBytes) return undefined;
    const end = offset + headerBytes + bytes.readUInt16BE(offset + 3);
    const flags = bytes[offset + 2] ?? 0;
    const format = Object.values(attributeFormats).find((each) => each === (flags & 0x03));
    if (end > bytes.length || format === undefined) return undefined;
    const value = bytes.subarray(offset + headerBytes, end);
    attributes.push({ id: bytes.readUInt16BE(offset), readOnly: (flags & 0x80) !== 0, format, value });
    offset = end;
  }
  return attributes;
}
