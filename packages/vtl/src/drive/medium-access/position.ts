import type { LogicalUnitAnswer } from '@cta/scsi';
import { checkCondition, dataIn, good, invalidCdbField } from '../../device-server/answer.ts';
import type { Command } from '../../device-server/command.ts';
import { senses } from '../../device-server/senses.ts';
import type { LoadedMedium, TapeDrive } from '../tape-drive.ts';
import { synchronize } from './write.ts';

/** REWIND (SSC-5 7.11). */
export async function rewind(drive: TapeDrive, _command: Command): Promise<LogicalUnitAnswer> {
  const medium = drive.requireMedium();
  await synchronize(medium);
  medium.position = 0;
  return good;
}

/** LOCATE(10) (SSC-5 7.3). */
export function locate10(drive: TapeDrive, { cdb }: Command): Promise<LogicalUnitAnswer> {
  const flags = cdb[1] ?? 0;
  if ((flags & 0x04) !== 0) throw invalidCdbField(1); // BT: vendor-specific positions
  if ((flags & 0x02) !== 0 && cdb[8] !== 0) throw invalidCdbField(8);
  return moveToObject(drive.requireMedium(), cdb.readUInt32BE(3));
}

/** LOCATE(16) (SSC-5 7.4): to an object, a logical file, or the end of data. */
export async function locate16(drive: TapeDrive, { cdb }: Command): Promise<LogicalUnitAnswer> {
  const flags = cdb[1] ?? 0;
  if ((flags & 0x02) !== 0 && cdb[3] !== 0) throw invalidCdbField(3);
  const medium = drive.requireMedium();
  const { objects } = medium.cartridge;
  const identifier = Number(cdb.readBigUInt64BE(4));
  switch ((flags >>> 3) & 0x07) {
    case 0:
      return moveToObject(medium, identifier);
    case 1: {
      const filemark = objects.filemarkAt(identifier - 1);
      return moveToObject(medium, identifier === 0 ? 0 : filemark === undefined ? Infinity : filemark + 1);
    }
    case 3:
      return moveToObject(medium, objects.count);
    default:
      throw invalidCdbField(1);
  }
}

async function moveToObject(medium: LoadedMedium, target: number): Promise<LogicalUnitAnswer> {
  await synchronize(medium);
  const end = medium.cartridge.objects.count;
  medium.position = Math.min(target, end);
  return target > end ? checkCondition(senses.endOfData) : good;
}

/** READ POSITION (SSC-5 7.8), short and long form. */
export function readPosition(drive: TapeDrive, { cdb, allocation }: Command): LogicalUnitAnswer {
  const medium = drive.requireMedium();
  switch ((cdb[1] ?? 0) & 0x1f) {
    case 0:
      return dataIn(shortForm(medium), allocation);
    case 6:
      return dataIn(longForm(medium), allocation);
    default:
      throw invalidCdbField(1);
  }
}

const flags = { beginning: 0x80, end: 0x40, error: 0x02, none: 0 } as const;

function positionFlags({ cartridge, position }: LoadedMedium): number {
  return (
    (position === 0 ? flags.beginning : flags.none) |
    (cartridge.room(position, 0) === 'enough' ? flags.none : flags.end)
  );
}

function shortForm(medium: LoadedMedium): Buffer {
  const { cartridge, position } = medium;
  const bytes = Buffer.alloc(20);
  bytes[0] = positionFlags(medium);
  if (position > 0xffff_ffff) {
    bytes[0] |= flags.error;
    return bytes;
  }
  const onMedium = Math.min(position, cartridge.durableCount);
  const { objects } = cartridge;
  bytes.writeUInt32BE(position, 4);
  bytes.writeUInt32BE(onMedium, 8);
  bytes.writeUIntBE(Math.min(position - onMedium, 0xff_ffff), 13, 3);
  bytes.writeUInt32BE(Math.min(objects.bytesBefore(position) - objects.bytesBefore(onMedium), 0xffff_ffff), 16);
  return bytes;
}

function longForm(medium: LoadedMedium): Buffer {
  const bytes = Buffer.alloc(32);
  bytes[0] = positionFlags(medium);
  bytes.writeBigUInt64BE(BigInt(medium.position), 8);
  bytes.writeBigUInt64BE(BigInt(medium.cartridge.objects.filemarksBefore(medium.position)), 16);
  return bytes;
}
