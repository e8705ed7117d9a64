import type { FieldView } from '../field-view.ts';

/** Header and block descriptor of MODE SENSE and MODE SELECT, as sequential-access devices have it (SPC-5, 7.5; SSC-5, 8.3). */
export interface ModeHeader {
  readonly mediumType: number;
  readonly writeProtected: boolean;
  /** 0 unbuffered: a write ends when it is on the medium; 1 buffered: it ends when the drive has it. */
  readonly bufferedMode: number;
  readonly speed: number;
  /** Absent where the device sent no block descriptor. */
  readonly block?: BlockDescriptor;
}

export interface BlockDescriptor {
  readonly densityCode: number;
  readonly blocks: number;
  /** 0 is variable-block mode. */
  readonly blockLengthBytes: number;
}

/** One mode page, its own header included. */
export interface ModePage {
  readonly page: number;
  readonly subpage: number;
  /** The page from its first byte, parameters-saveable bit taken off, as MODE SELECT wants it back. */
  readonly bytes: Uint8Array;
}

export interface ModeParameters {
  readonly header: ModeHeader;
  readonly pages: readonly ModePage[];
}

const blockDescriptorBytes = 8;

/** Decodes what MODE SENSE(6) or (10) brought. */
export function decodeModeParameters(answer: FieldView, form: 6 | 10): ModeParameters {
  const headerBytes = form === 6 ? 4 : 8;
  const dataBytes = form === 6 ? answer.u8(0) + 1 : answer.u16(0) + 2;
  const data = answer.part(0, Math.max(dataBytes, headerBytes));
  const [typeAt, deviceAt] = form === 6 ? [1, 2] : [2, 3];
  const descriptorBytes = form === 6 ? data.u8(3) : data.u16(6);
  const device = data.u8(deviceAt);
  return {
    header: {
      mediumType: data.u8(typeAt),
      writeProtected: (device & 0x80) !== 0,
      bufferedMode: (device >> 4) & 0x07,
      speed: device & 0x0f,
      ...(descriptorBytes >= blockDescriptorBytes && { block: decodeBlockDescriptor(data.part(headerBytes, 8)) }),
    },
    pages: decodePages(data, headerBytes + descriptorBytes),
  };
}

function decodeBlockDescriptor(view: FieldView): BlockDescriptor {
  return { densityCode: view.u8(0), blocks: view.u24(1), blockLengthBytes: view.u24(5) };
}

/** Pages one after the other, in page_0 or sub_page format (SPC-5, 7.5.6). */
function decodePages(data: FieldView, from: number): readonly ModePage[] {
  const pages: ModePage[] = [];
  for (let at = from; at < data.length; ) {
    const isSubpage = data.bit(at, 6);
    const length = isSubpage ? 4 + data.u16(at + 2) : 2 + data.u8(at + 1);
    const bytes = data.bytes(at, length);
    bytes[0] = data.u8(at) & 0x7f;
    pages.push({ page: data.u8(at) & 0x3f, subpage: isSubpage ? data.u8(at + 1) : 0, bytes });
    at += length;
  }
  return pages;
}

/** Encodes a parameter list for MODE SELECT; the mode data length is reserved there and stays 0 (SPC-5, 7.5.5). */
export function encodeModeParameters({ header, pages }: ModeParameters, form: 6 | 10): Uint8Array {
  const headerBytes = form === 6 ? 4 : 8;
  const descriptorBytes = header.block === undefined ? 0 : blockDescriptorBytes;
  const list = Buffer.alloc(headerBytes + descriptorBytes + pages.reduce((sum, { bytes }) => sum + bytes.length, 0));
  const device = (header.bufferedMode << 4) | header.speed;
  if (form === 6) list.set([0, header.mediumType, device, descriptorBytes]);
  else list.set([0, 0, header.mediumType, device, 0, 0, 0, descriptorBytes]);
  if (header.block !== undefined) {
    list.writeUInt8(header.block.densityCode, headerBytes);
    list.writeUIntBE(header.block.blocks, headerBytes + 1, 3);
    list.writeUIntBE(header.block.blockLengthBytes, headerBytes + 5, 3);
  }
  let at = headerBytes + descriptorBytes;
  for (const { bytes } of pages) {
    list.set(bytes, at);
    at += bytes.length;
  }
  return list;
}
