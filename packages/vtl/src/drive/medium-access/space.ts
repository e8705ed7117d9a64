import type { LogicalUnitAnswer } from '@cta/scsi';
import type { ObjectIndex } from '../../cartridge/object-index.ts';
import { checkCondition, good, invalidCdbField } from '../../device-server/answer.ts';
import type { Command } from '../../device-server/command.ts';
import type { Sense } from '../../device-server/sense.ts';
import { senses } from '../../device-server/senses.ts';
import type { LoadedMedium, TapeDrive } from '../tape-drive.ts';
import { synchronize } from './write.ts';

/** SPACE(6) (SSC-5 7.14). */
export function space6(drive: TapeDrive, { cdb }: Command): Promise<LogicalUnitAnswer> {
  return space(drive.requireMedium(), (cdb[1] ?? 0) & 0x0f, cdb.readIntBE(2, 3));
}

/** SPACE(16) (SSC-5 7.15). */
export function space16(drive: TapeDrive, { cdb }: Command): Promise<LogicalUnitAnswer> {
  return space(drive.requireMedium(), (cdb[1] ?? 0) & 0x0f, Number(cdb.readBigInt64BE(4)));
}

async function space(medium: LoadedMedium, code: number, count: number): Promise<LogicalUnitAnswer> {
  await synchronize(medium);
  const { objects } = medium.cartridge;
  const move = moveFor(objects, medium.position, code, count);
  medium.position = move.position;
  return move.stop === undefined ? good : checkCondition({ ...move.stop, information: move.residual });
}

/** Where a movement ends: at what was asked for, or earlier, with what was in the way and how much was not done. */
type Move =
  | { readonly position: number; readonly stop?: undefined }
  | { readonly position: number; readonly stop: Sense; readonly residual: number };

type Objects = Pick<ObjectIndex, 'count' | 'filemarkAt' | 'filemarksBefore'>;

function moveFor(objects: Objects, from: number, code: number, count: number): Move {
  switch (code) {
    case 0:
      return count < 0 ? blocksBackward(objects, from, -count) : blocksForward(objects, from, count);
    case 1:
      return count < 0 ? filemarksBackward(objects, from, -count) : filemarksForward(objects, from, count);
    case 3:
      return { position: objects.count };
    default:
      throw invalidCdbField(1);
  }
}

function blocksForward(objects: Objects, from: number, count: number): Move {
  const filemark = objects.filemarkAt(objects.filemarksBefore(from)) ?? Infinity;
  const target = from + count;
  if (target <= Math.min(filemark, objects.count)) return { position: target };
  return filemark === Infinity
    ? { position: objects.count, stop: senses.endOfData, residual: target - objects.count }
    : { position: filemark + 1, stop: senses.filemarkDetected, residual: target - filemark };
}

function blocksBackward(objects: Objects, from: number, count: number): Move {
  const filemark = objects.filemarkAt(objects.filemarksBefore(from) - 1) ?? -1;
  const target = from - count;
  if (target > filemark) return { position: target };
  return filemark === -1
    ? { position: 0, stop: senses.beginningOfPartition, residual: -target }
    : { position: filemark, stop: senses.filemarkDetected, residual: filemark + 1 - target };
}

function filemarksForward(objects: Objects, from: number, count: number): Move {
  if (count === 0) return { position: from };
  const passed = objects.filemarksBefore(from);
  const last = objects.filemarkAt(passed + count - 1);
  if (last !== undefined) return { position: last + 1 };
  const there = objects.filemarksBefore(objects.count) - passed;
  return { position: objects.count, stop: senses.endOfData, residual: count - there };
}

function filemarksBackward(objects: Objects, from: number, count: number): Move {
  const passed = objects.filemarksBefore(from);
  const last = objects.filemarkAt(passed - count);
  if (last !== undefined) return { position: last };
  return { position: 0, stop: senses.beginningOfPartition, residual: count - passed };
}
