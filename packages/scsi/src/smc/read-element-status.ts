import type { Query } from '../command.ts';
import type { FieldView } from '../field-view.ts';
import { type ElementType, elementTypes } from './element-address-assignment.ts';

/** What the changer says of one element (SMC-3, 6.11). */
export interface ElementStatus {
  readonly address: number;
  readonly type: ElementType;
  readonly full: boolean;
  /** ACCESS: the robot can reach the cartridge; false while a drive holds it. */
  readonly accessible: boolean;
  /** IMPEXP: the cartridge in a port was put there by somebody, not by the robot. */
  readonly imported: boolean;
  /** EXCEPT: something is wrong with the element. */
  readonly exception?: { readonly asc: number; readonly ascq: number };
  /** Element that the cartridge came from, where the changer knows (SVALID). */
  readonly source?: number;
  /** Primary volume tag as on the bar code, media suffix included; absent where none could be read. */
  readonly volumeTag?: string;
  /** The device that a drive element has, where it was asked for and the changer knows: vendor, product and serial number, mostly. */
  readonly deviceIdentifier?: string;
}

export interface ElementStatusRange {
  readonly type: ElementType;
  /** Lowest address that is reported. */
  readonly first: number;
  /** The most elements that are reported. */
  readonly count: number;
  /** DVCID: drive elements tell which device they have; not all changers take it. */
  readonly deviceIdentifiers?: boolean;
}

/** No changer's descriptor is longer: 12 bytes, two volume tags of 36, identifiers. */
const longestDescriptorBytes = 512;
const headerBytes = 8;
const pageHeaderBytes = 8;
const volumeIdentifierBytes = 32;
const volumeTagBytes = 36;

/** The most elements to ask for in one command: their answer fits one transfer of every adapter. */
export const elementsPerReport = 128;

/** Code sets of identifiers (SPC-5, 7.8.6.1): ASCII and UTF-8. */
const textCodeSets: ReadonlySet<number> = new Set([2, 3]);

const typeNames: ReadonlyMap<number, ElementType> = new Map(
  (Object.entries(elementTypes) as [ElementType, number][]).map(([name, code]) => [code, name]),
);

/** READ ELEMENT STATUS with volume tags (SMC-3, 6.11); `count` is at most `elementsPerReport`. */
export function readElementStatus({
  type,
  first,
  count,
  deviceIdentifiers = false,
}: ElementStatusRange): Query<readonly ElementStatus[]> {
  const allocationBytes = headerBytes + pageHeaderBytes + count * longestDescriptorBytes;
  const cdb = Buffer.alloc(12);
  cdb.set([0xb8, 0x10 | elementTypes[type]]);
  cdb.writeUInt16BE(first, 2);
  cdb.writeUInt16BE(count, 4);
  cdb[6] = deviceIdentifiers ? 0x01 : 0;
  cdb.writeUIntBE(allocationBytes, 7, 3);
  return { name: 'READ ELEMENT STATUS', cdb, allocationBytes, decode: decodeElementStatus };
}

/** Pages of descriptors; each page is of one type and has its own descriptor length (SMC-3, 6.11.3 to 6.11.5). */
export function decodeElementStatus(answer: FieldView): readonly ElementStatus[] {
  const expected = answer.u16(2);
  const report = answer.part(headerBytes, answer.u24(5));
  const elements: ElementStatus[] = [];
  for (let at = 0; at < report.length; ) {
    const page = report.part(at + pageHeaderBytes, report.u24(at + 5));
    elements.push(...decodePage(report.part(at, pageHeaderBytes), page));
    at += pageHeaderBytes + page.length;
  }
  if (elements.length !== expected) answer.fail(`${expected} elements announced, ${elements.length} described`);
  return elements;
}

function decodePage(header: FieldView, page: FieldView): readonly ElementStatus[] {
  const type = typeNames.get(header.u8(0)) ?? header.fail(`element type ${header.u8(0)}`);
  const tags = { primary: header.bit(1, 7), alternate: header.bit(1, 6) };
  const descriptorBytes = header.u16(2);
  if (page.length > 0 && (descriptorBytes === 0 || page.length % descriptorBytes !== 0)) {
    header.fail(`${page.length} bytes of descriptors of ${descriptorBytes} bytes`);
  }
  return Array.from({ length: page.length === 0 ? 0 : page.length / descriptorBytes }, (_, i) =>
    decodeDescriptor(page.part(i * descriptorBytes, descriptorBytes), type, tags),
  );
}

/** Which volume tags the descriptors of a page have. */
interface VolumeTags {
  readonly primary: boolean;
  readonly alternate: boolean;
}

function decodeDescriptor(descriptor: FieldView, type: ElementType, tags: VolumeTags): ElementStatus {
  const full = descriptor.bit(2, 0);
  const deviceIdentifier = type === 'drive' ? decodeDeviceIdentifier(descriptor, tags) : '';
  const volumeTag = tags.primary ? descriptor.ascii(12, volumeIdentifierBytes) : '';
  return {
    address: descriptor.u16(0),
    type,
    full,
    accessible: descriptor.bit(2, 3),
    imported: descriptor.bit(2, 1),
    ...(descriptor.bit(2, 2) && { exception: { asc: descriptor.u8(4), ascq: descriptor.u8(5) } }),
    ...(descriptor.bit(9, 7) && { source: descriptor.u16(10) }),
    ...(full && volumeTag !== '' && { volumeTag }),
    ...(deviceIdentifier !== '' && { deviceIdentifier }),
  };
}

/** Behind the volume tags: code set, type and length as in VPD page 83h; nothing where it was not asked for (SMC-3, 6.11.5). */
function decodeDeviceIdentifier(descriptor: FieldView, { primary, alternate }: VolumeTags): string {
  const at = 12 + (primary ? volumeTagBytes : 0) + (alternate ? volumeTagBytes : 0);
  if (descriptor.length < at + 4) return '';
  const isText = textCodeSets.has(descriptor.u8(at) & 0x0f);
  return isText ? descriptor.ascii(at + 4, descriptor.u8(at + 3)) : '';
}
