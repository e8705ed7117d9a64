import type { LogicalUnitAnswer } from '@cta/scsi';
import { type GenerationName, ltoGenerations } from '../cartridge/generation.ts';
import { dataIn, invalidCdbField } from '../device-server/answer.ts';
import type { Command } from '../device-server/command.ts';
import { maximumBlockLength } from './medium-access/transfer.ts';
import type { TapeDrive } from './tape-drive.ts';

/** READ BLOCK LIMITS (SSC-5 7.5): blocks of 1 byte to 8 MiB. */
export function readBlockLimits(_drive: TapeDrive, { allocation }: Command): LogicalUnitAnswer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(maximumBlockLength, 1, 3);
  bytes.writeUInt16BE(1, 4);
  return dataIn(bytes, allocation);
}

/** REPORT DENSITY SUPPORT (SSC-5 7.9): of the drive, or of the medium in it. */
export function reportDensitySupport(drive: TapeDrive, { cdb }: Command): LogicalUnitAnswer {
  const flags = cdb[1] ?? 0;
  if ((flags & 0x02) !== 0) throw invalidCdbField(1); // medium types
  const ofMedium = (flags & 0x01) !== 0;
  const { generation } = drive;
  const names = ofMedium
    ? [drive.requireMedium().cartridge.memory.generation]
    : [...new Set([...generation.readable, ...generation.writable])];
  const descriptors = Buffer.concat(names.map((name) => densityDescriptor(name, drive)));
  const header = Buffer.alloc(4);
  header.writeUInt16BE(descriptors.length + 2, 0);
  return dataIn(Buffer.concat([header, descriptors]), cdb.readUInt16BE(7));
}

/** Density support data block descriptor (SSC-5 7.9.3). */
function densityDescriptor(name: GenerationName, drive: TapeDrive): Buffer {
  const { densityCode, bitsPerMm, tracks, capacityBytes } = ltoGenerations[name];
  const bytes = Buffer.alloc(52);
  bytes[0] = densityCode;
  bytes[1] = densityCode;
  bytes[2] =
    (drive.generation.writable.includes(name) ? 0x80 : 0) | // WRTOK
    (drive.generation.name === name ? 0x20 : 0); // DEFLT
  bytes.writeUIntBE(bitsPerMm, 5, 3);
  bytes.writeUInt16BE(127, 8); // tape width in tenths of a millimetre
  bytes.writeUInt16BE(tracks, 10);
  bytes.writeUInt32BE(capacityBytes / 1e6, 12);
  bytes.write('LTO-CVE'.padEnd(8), 16, 'latin1');
  bytes.write(`U-${name.slice(4)}`.padEnd(8), 24, 'latin1');
  bytes.write(`Ultrium ${name.slice(4)}`.padEnd(20), 32, 'latin1');
  return bytes;
}
