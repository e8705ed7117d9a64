import type { LogicalUnitAnswer } from '@cta/scsi';
import { dataIn, invalidCdbField } from '../device-server/answer.ts';
import type { Command } from '../device-server/command.ts';
import { identificationDescriptor } from '../device-server/inquiry.ts';
import type { Changer } from './changer.ts';
import { type ChangerElement, type ElementKind, elementTypeCodes } from './elements.ts';

const volumeTagBytes = 36;

/** What a READ ELEMENT STATUS asks to be told of each element. */
interface Detail {
  readonly volumeTags: boolean;
  readonly deviceIdentifiers: boolean;
}

/** READ ELEMENT STATUS (SMC-3 6.11). */
export function readElementStatus(changer: Changer, { cdb }: Command): LogicalUnitAnswer {
  const typeCode = (cdb[1] ?? 0) & 0x0f;
  const start = cdb.readUInt16BE(2);
  const most = cdb.readUInt16BE(4);
  if (typeCode > elementTypeCodes.drive) throw invalidCdbField(1);
  const detail = { volumeTags: ((cdb[1] ?? 0) & 0x10) !== 0, deviceIdentifiers: ((cdb[6] ?? 0) & 0x01) !== 0 };
  const reported = changer.elements
    .filter(({ address, kind }) => address >= start && (typeCode === 0 || elementTypeCodes[kind] === typeCode))
    .slice(0, most);

  const pages = Buffer.concat(kindsOf(reported).map((kind) => statusPage(kind, reported, detail)));
  const header = Buffer.alloc(8);
  header.writeUInt16BE(reported[0]?.address ?? 0, 0);
  header.writeUInt16BE(reported.length, 2);
  header.writeUIntBE(pages.length, 5, 3);
  return dataIn(Buffer.concat([header, pages]), cdb.readUIntBE(7, 3));
}

/** Kinds in the order of their addresses; a page reports elements of one kind. */
function kindsOf(elements: readonly ChangerElement[]): readonly ElementKind[] {
  return [...new Set(elements.map(({ kind }) => kind))];
}

/** Element status page (SMC-3 6.11.4). */
function statusPage(kind: ElementKind, reported: readonly ChangerElement[], detail: Detail): Buffer {
  const descriptors = reported.filter((element) => element.kind === kind).map((each) => descriptor(each, detail));
  // All descriptors of a page have one length: that of the longest.
  const length = Math.max(...descriptors.map((each) => each.length));
  const body = Buffer.concat(descriptors.map((each) => Buffer.concat([each], length)));
  const header = Buffer.alloc(8);
  header[0] = elementTypeCodes[kind];
  header[1] = detail.volumeTags ? 0x80 : 0x00;
  header.writeUInt16BE(length, 2);
  header.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([header, body]);
}

const state = { full: 0x01, putByOperator: 0x02, access: 0x08, exportEnabled: 0x10, importEnabled: 0x20 } as const;

/** Element descriptor (SMC-3 6.11.5), with its volume tag and, of a drive, its identification. */
function descriptor(element: ChangerElement, detail: Detail): Buffer {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(element.address, 0);
  fixed[2] = stateOf(element);
  const source = element.cartridge?.source;
  if (source !== undefined) {
    fixed[9] = 0x80;
    fixed.writeUInt16BE(source, 10);
  }
  const tag = detail.volumeTags ? [volumeTag(element.cartridge?.barcode)] : [];
  return Buffer.concat([fixed, ...tag, deviceIdentifier(element, detail)]);
}

function stateOf({ kind, cartridge, drive }: ChangerElement): number {
  const full = cartridge === undefined ? 0 : state.full;
  switch (kind) {
    case 'transport':
      return full;
    case 'slot':
      return full | state.access;
    case 'port':
      return (
        full |
        state.access |
        state.exportEnabled |
        state.importEnabled |
        (cartridge !== undefined && cartridge.source === undefined ? state.putByOperator : 0)
      );
    case 'drive':
      return full | (drive?.bayState === 'unloaded' || drive?.bayState === 'empty' ? state.access : 0);
  }
}

/** Primary volume tag: 32 characters, and a sequence number of nought (SMC-3 6.11.6). */
function volumeTag(barcode: string | undefined): Buffer {
  const bytes = Buffer.alloc(volumeTagBytes);
  if (barcode !== undefined) bytes.write(barcode.padEnd(32).slice(0, 32), 0, 'latin1');
  return bytes;
}

/** Four bytes without DVCID; with it, of a drive, the designator of its VPD page 83h. */
function deviceIdentifier({ drive }: ChangerElement, { deviceIdentifiers }: Detail): Buffer {
  return deviceIdentifiers && drive !== undefined ? identificationDescriptor(drive.identity) : Buffer.alloc(4);
}
