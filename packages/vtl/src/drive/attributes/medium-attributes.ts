import { type CartridgeMemory, barcodeOf } from '../../cartridge/cartridge-memory.ts';
import { ltoGenerations } from '../../cartridge/generation.ts';
import { manufacturingDate } from '../log/volume-statistics.ts';
import { unsigned } from '../log/log-page.ts';
import type { LoadedMedium } from '../tape-drive.ts';
import { type Attribute, type AttributeFormat, attributeFormats } from './attribute.ts';

const mebibyte = 2 ** 20;
const mediumTypes = { data: 0x00, cleaning: 0x01, worm: 0x80 } as const;

/** Attributes that the device and the medium give, and those of hosts, in the order of their identifiers. */
export function attributesOf(medium: LoadedMedium): readonly Attribute[] {
  const { memory } = medium.cartridge;
  return [...deviceAttributes(medium), ...mediumAttributes(memory), ...hostAttributes(memory)].sort(
    (a, b) => a.id - b.id,
  );
}

function deviceAttributes({ cartridge, counters }: LoadedMedium): readonly Attribute[] {
  const { memory, objects } = cartridge;
  const { usage, capacityBytes } = memory;
  return [
    number(0x0000, (capacityBytes - objects.bytesBefore(objects.count)) / mebibyte, 8), // remaining capacity
    number(0x0001, capacityBytes / mebibyte, 8), // maximum capacity
    number(0x0003, usage.loads, 8),
    number(0x0006, ltoGenerations[memory.generation].densityCode, 1), // formatted density
    number(0x0009, usage.changeReference + (counters.bytesWritten > 0 ? 1 : 0), 4), // volume change reference
    number(0x0220, (usage.bytesWritten + counters.bytesWritten) / mebibyte, 8), // written in the medium's life
    number(0x0221, (usage.bytesRead + counters.bytesRead) / mebibyte, 8),
    number(0x0222, counters.bytesWritten / mebibyte, 8), // written in this load
    number(0x0223, counters.bytesRead / mebibyte, 8),
  ];
}

function mediumAttributes(memory: CartridgeMemory): readonly Attribute[] {
  return [
    ascii(0x0400, 'CTA', 8), // manufacturer
    ascii(0x0401, memory.vid, 32), // serial number
    number(0x0405, ltoGenerations[memory.generation].densityCode, 1),
    ascii(0x0406, manufacturingDate, 8),
    number(0x0408, mediumTypes[memory.medium], 1),
  ];
}

function hostAttributes(memory: CartridgeMemory): readonly Attribute[] {
  const written = memory.hostAttributes.map(({ id, format, value }) => ({
    id,
    readOnly: false,
    format: format as AttributeFormat,
    value: Buffer.from(value, 'hex'),
  }));
  const barcode = 0x0806;
  if (written.some(({ id }) => id === barcode)) return written;
  return [...written, { ...ascii(barcode, barcodeOf(memory), 32), readOnly: false }];
}

function number(id: number, value: number, bytes: number): Attribute {
  return { id, readOnly: true, format: attributeFormats.binary, value: unsigned(value, bytes) };
}

function ascii(id: number, value: string, bytes: number): Attribute {
  const padded = Buffer.from(value.padEnd(bytes).slice(0, bytes), 'latin1');
  return { id, readOnly: true, format: attributeFormats.ascii, value: padded };
}
