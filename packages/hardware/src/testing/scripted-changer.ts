import type { ScsiCommand } from '@cta/scsi';
import { tapeLibraryOver } from '../library/scsi-tape-library.ts';
import type { SenseNote } from '../scsi-device.ts';
import type { TapeLibrary } from '../tape-library.ts';
import { ManualClock } from './manual-clock.ts';
import { type ScriptedAnswer, ScriptedTransport, sense } from './scripted-transport.ts';

/** What lies in an element; an empty tag is a bar code that cannot be read. */
export interface ModelCartridge {
  readonly tag: string;
  readonly source?: number;
  /** The drive has not let go of it. */
  readonly held?: boolean;
}

export const addresses = { transport: 0, drive: 256, port: 768, slot: 1024 } as const;
const counts = { transport: 1, drive: 2, port: 1, slot: 200 } as const;
const typeCodes = { transport: 1, slot: 2, port: 3, drive: 4 } as const;

export const changerCodes = { readElementStatus: 0xb8, moveMedium: 0xa5, modeSense: 0x1a, inquiry: 0x12 } as const;

export interface ScriptedLibrary {
  readonly library: TapeLibrary;
  readonly device: ScriptedTransport;
  readonly cartridges: Map<number, ModelCartridge>;
  readonly clock: ManualClock;
  readonly notes: readonly SenseNote[];
}

/** A changer with 1 transport, 2 drives, 1 port and 200 slots that moves what it is told to, unless told otherwise. */
export async function scriptedLibrary(
  content: Readonly<Record<number, ModelCartridge>>,
  { peripheralType = 0x08 } = {},
): Promise<ScriptedLibrary> {
  const cartridges = new Map(Object.entries(content).map(([address, cartridge]) => [Number(address), cartridge]));
  const device = new ScriptedTransport(
    new Map<number, (command: ScsiCommand) => ScriptedAnswer>([
      [changerCodes.inquiry, () => ({ data: Buffer.alloc(96).fill(peripheralType, 0, 1) })],
      [changerCodes.modeSense, () => ({ data: addressAssignment() })],
      [changerCodes.readElementStatus, ({ cdb }) => ({ data: elementStatus(cartridges, Buffer.from(cdb)) })],
      [changerCodes.moveMedium, ({ cdb }) => move(cartridges, Buffer.from(cdb))],
    ]),
  );
  const clock = new ManualClock();
  const notes: SenseNote[] = [];
  const { signal } = new AbortController();
  const library = await tapeLibraryOver(device, { signal, clock, onNote: (note) => notes.push(note) });
  return { library, device, cartridges, clock, notes };
}

function addressAssignment(): Uint8Array {
  const data = Buffer.alloc(24);
  data.set([23, 0, 0, 0, 0x1d, 0x12]);
  for (const [i, type] of (['transport', 'slot', 'port', 'drive'] as const).entries()) {
    data.writeUInt16BE(addresses[type], 6 + 4 * i);
    data.writeUInt16BE(counts[type], 8 + 4 * i);
  }
  return data;
}

function elementStatus(cartridges: ReadonlyMap<number, ModelCartridge>, cdb: Buffer): Uint8Array {
  const code = cdb.readUInt8(1) & 0x0f;
  const type = (['transport', 'slot', 'port', 'drive'] as const).find((name) => typeCodes[name] === code) ?? 'slot';
  const first = Math.max(addresses[type], cdb.readUInt16BE(2));
  const end = Math.min(addresses[type] + counts[type], first + cdb.readUInt16BE(4));
  const descriptors = Array.from({ length: Math.max(0, end - first) }, (_, i) =>
    descriptor(first + i, cartridges.get(first + i)),
  );
  const page = Buffer.alloc(8);
  page.set([code, 0x80, 0, 52]);
  page.writeUIntBE(52 * descriptors.length, 5, 3);
  const header = Buffer.alloc(8);
  header.writeUInt16BE(first, 0);
  header.writeUInt16BE(descriptors.length, 2);
  header.writeUIntBE(8 + 52 * descriptors.length, 5, 3);
  return Buffer.concat([header, page, ...descriptors]);
}

function descriptor(address: number, cartridge: ModelCartridge | undefined): Buffer {
  const bytes = Buffer.alloc(52);
  bytes.writeUInt16BE(address, 0);
  bytes[2] = (cartridge === undefined ? 0 : 0x01) | (cartridge?.held === true ? 0 : 0x08);
  if (cartridge?.source !== undefined) {
    bytes[9] = 0x80;
    bytes.writeUInt16BE(cartridge.source, 10);
  }
  bytes.write((cartridge?.tag ?? '').padEnd(32), 12);
  return bytes;
}

function move(cartridges: Map<number, ModelCartridge>, cdb: Buffer): ScriptedAnswer {
  const from = cdb.readUInt16BE(4);
  const to = cdb.readUInt16BE(6);
  const cartridge = cartridges.get(from);
  if (cartridge === undefined) return { sense: sense('5/3B/0E') };
  if (cartridges.has(to)) return { sense: sense('5/3B/0D') };
  if (cartridge.held === true) return { sense: sense('5/53/02') };
  cartridges.delete(from);
  cartridges.set(to, { tag: cartridge.tag, source: from });
  return {};
}
