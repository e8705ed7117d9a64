import type { Order, Query } from '../command.ts';
import type { FieldView } from '../field-view.ts';

/** An attribute of the medium auxiliary memory, the chip in the cartridge (SPC-5, 7.4). */
export interface MediumAttribute {
  readonly id: number;
  readonly format: 'binary' | 'ascii' | 'text';
  readonly readOnly: boolean;
  readonly value: Uint8Array;
}

/** Identifiers of the attributes that we use (SPC-5, 7.4.2). */
export const mediumAttributes = {
  remainingCapacityMib: 0x0000,
  maximumCapacityMib: 0x0001,
  loadCount: 0x0003,
  volumeIdentifier: 0x0008,
  mediumManufacturer: 0x0400,
  mediumSerialNumber: 0x0401,
  mediumType: 0x0408,
  applicationVendor: 0x0800,
  applicationName: 0x0801,
  applicationVersion: 0x0802,
  userTextLabel: 0x0803,
  barcode: 0x0806,
  owningHost: 0x0807,
  mediaPool: 0x0808,
} as const;

const formats = ['binary', 'ascii', 'text', 'binary'] as const;
const allocationBytes = 16384;
const headerBytes = 5;

/** READ ATTRIBUTE, attribute values of volume 0 from an identifier on (SPC-5, 6.18). */
export function readAttributes(firstId = 0, partition = 0): Query<readonly MediumAttribute[]> {
  const cdb = Buffer.alloc(16);
  cdb[0] = 0x8c;
  cdb[7] = partition;
  cdb.writeUInt16BE(firstId, 8);
  cdb.writeUInt32BE(allocationBytes, 10);
  return { name: 'READ ATTRIBUTE', cdb, allocationBytes, decode: decodeAttributes };
}

/** What was cut off by the allocation length is left out: an attribute that came in part is not there. */
function decodeAttributes(answer: FieldView): readonly MediumAttribute[] {
  const list = answer.part(4, Math.min(answer.u32(0), allocationBytes - 4));
  const isCut = answer.u32(0) > allocationBytes - 4;
  const attributes: MediumAttribute[] = [];
  for (let at = 0; at < list.length; ) {
    if (isCut && (at + headerBytes > list.length || at + headerBytes + list.u16(at + 3) > list.length)) break;
    const flags = list.u8(at + 2);
    const value = list.bytes(at + headerBytes, list.u16(at + 3));
    attributes.push({
      id: list.u16(at),
      format: formats[flags & 3] ?? 'binary',
      readOnly: (flags & 0x80) !== 0,
      value,
    });
    at += headerBytes + value.length;
  }
  return attributes;
}

/** WRITE ATTRIBUTE, through to the medium (SPC-5, 6.53); an empty value deletes the attribute. */
export function writeAttributes(attributes: readonly Omit<MediumAttribute, 'readOnly'>[], partition = 0): Order {
  const dataOut = Buffer.alloc(4 + attributes.reduce((sum, { value }) => sum + headerBytes + value.length, 0));
  dataOut.writeUInt32BE(dataOut.length - 4, 0);
  let at = 4;
  for (const { id, format, value } of attributes) {
    dataOut.writeUInt16BE(id, at);
    dataOut.writeUInt8(formats.indexOf(format), at + 2);
    dataOut.writeUInt16BE(value.length, at + 3);
    dataOut.set(value, at + headerBytes);
    at += headerBytes + value.length;
  }
  const cdb = Buffer.alloc(16);
  cdb.set([0x8d, 0x01]);
  cdb[7] = partition;
  cdb.writeUInt32BE(dataOut.length, 10);
  return { name: 'WRITE ATTRIBUTE', cdb, dataOut };
}
