import type { LogicalUnitAnswer } from '@cta/scsi';
import { CheckCondition, dataIn, invalidCdbField } from './answer.ts';
import { type Command, parameterList } from './command.ts';
import { senses } from './senses.ts';

/** A mode page of a unit. `current` includes the page header; `select` takes the page as an initiator has sent it. */
export interface ModePage<D> {
  readonly page: number;
  readonly subpage: number;
  current(device: D, command: Command): Buffer;
  /** Absent where nothing in the page can be changed. @throws CheckCondition and changes nothing */
  select?(device: D, command: Command, bytes: Buffer): void;
}

/** What stands in front of the pages: medium type, device-specific parameter, block descriptor. */
export interface ModeHeader {
  readonly mediumType: number;
  readonly deviceSpecific: number;
  readonly blockDescriptor?: Buffer;
}

const allPages = 0x3f;
const allSubpages = 0xff;
const pageControl = { current: 0, changeable: 1, default: 2, saved: 3 } as const;

/** MODE SENSE(6) and (10) (SPC-5 6.14, 6.15): current values; default ones are the same, and nothing is saved. */
export function modeSense<D>(
  device: D,
  command: Command,
  header: ModeHeader,
  pages: readonly ModePage<D>[],
): LogicalUnitAnswer {
  const { cdb } = command;
  const control = (cdb[2] ?? 0) >>> 6;
  if (control === pageControl.saved) throw new CheckCondition({ key: 'illegal request', asc: 0x39, ascq: 0x00 });
  const page = (cdb[2] ?? 0) & 0x3f;
  const subpage = cdb[3] ?? 0;
  const wanted = pages.filter(
    (each) => (page === allPages || page === each.page) && (subpage === allSubpages || subpage === each.subpage),
  );
  // Page 0 asks for the header alone.
  if (wanted.length === 0 && page !== 0) throw invalidCdbField(2);
  const bodies = wanted.map((each) => {
    const bytes = each.current(device, command);
    if (control === pageControl.changeable) bytes.fill(each.select === undefined ? 0x00 : 0xff, headerBytesOf(bytes));
    return bytes;
  });
  const noDescriptor = ((cdb[1] ?? 0) & 0x08) !== 0;
  const descriptor = noDescriptor ? Buffer.alloc(0) : (header.blockDescriptor ?? Buffer.alloc(0));
  const data = Buffer.concat([encodeHeader(cdb[0] === 0x5a, header, descriptor, bodies), descriptor, ...bodies]);
  return dataIn(data, cdb[0] === 0x5a ? cdb.readUInt16BE(7) : (cdb[4] ?? 0));
}

function encodeHeader(long: boolean, header: ModeHeader, descriptor: Buffer, bodies: readonly Buffer[]): Buffer {
  const bodyBytes = bodies.reduce((sum, { length }) => sum + length, descriptor.length);
  const { mediumType, deviceSpecific } = header;
  if (!long) return Buffer.from([Math.min(bodyBytes + 3, 0xff), mediumType, deviceSpecific, descriptor.length]);
  const bytes = Buffer.from([0, 0, mediumType, deviceSpecific, 0, 0, 0, descriptor.length]);
  bytes.writeUInt16BE(bodyBytes + 6, 0);
  return bytes;
}

/** What a MODE SELECT asks for. */
export interface ModeSelection<D> {
  readonly deviceSpecific: number;
  readonly blockDescriptor: Buffer | undefined;
  readonly pages: readonly { readonly page: ModePage<D>; readonly bytes: Buffer }[];
}

/** Takes a MODE SELECT(6) or (10) apart (SPC-5 6.12, 6.13). Undefined for an empty parameter list, which is no error. */
export function parseModeSelect<D>(command: Command, pages: readonly ModePage<D>[]): ModeSelection<D> | undefined {
  const { cdb } = command;
  const long = cdb[0] === 0x55;
  if (((cdb[1] ?? 0) & 0x01) !== 0) throw invalidCdbField(1); // SP: nothing can be saved
  const length = long ? cdb.readUInt16BE(7) : (cdb[4] ?? 0);
  if (length === 0) return undefined;
  const list = parameterList(command, length);
  const headerBytes = long ? 8 : 4;
  if (length < headerBytes) throw new CheckCondition(senses.parameterListLengthError);
  const descriptorBytes = long ? list.readUInt16BE(6) : (list[3] ?? 0);
  const body = headerBytes + descriptorBytes;
  if (length < body || (descriptorBytes !== 0 && descriptorBytes !== 8)) {
    throw new CheckCondition(senses.parameterListLengthError);
  }
  return {
    deviceSpecific: list[long ? 3 : 2] ?? 0,
    blockDescriptor: descriptorBytes === 0 ? undefined : list.subarray(headerBytes, body),
    pages: [...parsePages(list.subarray(body), pages)],
  };
}

function* parsePages<D>(rest: Buffer, pages: readonly ModePage<D>[]): Generator<{ page: ModePage<D>; bytes: Buffer }> {
  for (let bytes = rest; bytes.length > 0; ) {
    const headerBytes = headerBytesOf(bytes);
    if (bytes.length < headerBytes) throw new CheckCondition(senses.parameterListLengthError);
    const length = headerBytes + (headerBytes === 4 ? bytes.readUInt16BE(2) : (bytes[1] ?? 0));
    if (bytes.length < length) throw new CheckCondition(senses.parameterListLengthError);
    const number = (bytes[0] ?? 0) & 0x3f;
    const subpage = headerBytes === 4 ? (bytes[1] ?? 0) : 0;
    const page = pages.find((each) => each.page === number && each.subpage === subpage);
    if (page?.select === undefined) throw new CheckCondition(senses.invalidFieldInParameterList);
    yield { page, bytes: bytes.subarray(0, length) };
    bytes = bytes.subarray(length);
  }
}

/** 4 where the page has the subpage format (SPF), else 2. */
function headerBytesOf(bytes: Buffer): number {
  return ((bytes[0] ?? 0) & 0x40) !== 0 ? 4 : 2;
}
