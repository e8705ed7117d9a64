import type { LogicalUnitAnswer } from '@cta/scsi';
import { dataIn, invalidCdbField } from './answer.ts';
import type { Command } from './command.ts';

export const peripheralTypes = { tape: 0x01, changer: 0x08 } as const;

/** Who a unit is. */
export interface UnitIdentity {
  /** At most 8 characters. */
  readonly vendor: string;
  /** At most 16. */
  readonly product: string;
  /** At most 4. */
  readonly revision: string;
  readonly serial: string;
}

/** A vital product data page, without its header of four bytes. */
export type VitalProductData = ReadonlyMap<number, Buffer>;

const versionDescriptors = {
  tape: [0x00c0, 0x0960, 0x05c0, 0x0620], // SAM-6, iSCSI, SPC-5, SSC-5
  changer: [0x00c0, 0x0960, 0x05c0, 0x0480], // SMC-3
} as const;

/** INQUIRY (SPC-5 6.7) out of standard data and vital product data pages. */
export function inquiry({ cdb }: Command, standard: Buffer, pages: VitalProductData): LogicalUnitAnswer {
  const allocation = cdb.readUInt16BE(3);
  const page = cdb[2] ?? 0;
  if (((cdb[1] ?? 0) & 1) === 0) {
    if (page !== 0) throw invalidCdbField(2);
    return dataIn(standard, allocation);
  }
  const body = page === 0 ? Buffer.from([0, ...pages.keys()]) : pages.get(page);
  if (body === undefined) throw invalidCdbField(2);
  const header = Buffer.from([standard[0] ?? 0, page, 0, 0]);
  header.writeUInt16BE(body.length, 2);
  return dataIn(Buffer.concat([header, body]), allocation);
}

/** Standard INQUIRY data (SPC-5 6.7.2). @param protect whether logical block protection is offered (PROTECT) */
export function standardInquiryData(
  kind: keyof typeof peripheralTypes,
  identity: UnitIdentity,
  { protect }: { readonly protect: boolean },
): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.set([peripheralTypes[kind], 0x80, 0x07, 0x02, bytes.length - 5, protect ? 0x01 : 0x00]);
  bytes.write(identity.vendor.padEnd(8).slice(0, 8), 8, 'latin1');
  bytes.write(identity.product.padEnd(16).slice(0, 16), 16, 'latin1');
  bytes.write(identity.revision.padEnd(4).slice(0, 4), 32, 'latin1');
  for (const [index, version] of versionDescriptors[kind].entries()) bytes.writeUInt16BE(version, 58 + 2 * index);
  return bytes;
}

/** Pages that every unit has: 80h unit serial number (SPC-5 7.7.18) and 83h device identification (7.7.6). */
export function identityPages(identity: UnitIdentity): [number, Buffer][] {
  return [
    [0x80, Buffer.from(identity.serial, 'latin1')],
    [0x83, identificationDescriptor(identity)],
  ];
}

/** T10 vendor ID based designator: vendor, product and serial number (SPC-5 7.7.6.4). */
export function identificationDescriptor({ vendor, product, serial }: UnitIdentity): Buffer {
  const name = Buffer.from(`${vendor.padEnd(8).slice(0, 8)}${product.padEnd(16).slice(0, 16)}${serial}`, 'latin1');
  return Buffer.concat([Buffer.from([0x02, 0x01, 0x00, name.length]), name]);
}
