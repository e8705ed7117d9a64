import { isCondition } from '@cta/conditions';
import type { LogicalUnitAnswer } from '@cta/scsi';
import { CheckCondition, checkCondition, dataIn, good, invalidCdbField } from '../../device-server/answer.ts';
import type { Command } from '../../device-server/command.ts';
import type { Sense } from '../../device-server/sense.ts';
import { senses } from '../../device-server/senses.ts';
import type { LoadedMedium, TapeDrive } from '../tape-drive.ts';
import { parseTransfer, protectionBytes } from './transfer.ts';

/** READ(6) (SSC-5 6.4). */
export function read(drive: TapeDrive, command: Command): LogicalUnitAnswer {
  const medium = drive.requireMedium();
  const suppressIncorrectLength = ((command.cdb[1] ?? 0) & 0x02) !== 0;
  const transfer = parseTransfer(command.cdb, drive.blockLength);
  const trailer = drive.protectionOf(command.nexus).reads ? protectionBytes : 0;
  if (transfer.fixed && suppressIncorrectLength) throw invalidCdbField(1);
  if (!transfer.fixed && transfer.length === 0) return good;
  const transferLength = transfer.fixed ? transfer.blocks * (transfer.blockLength + trailer) : transfer.length;
  const answer = transfer.fixed
    ? readFixed(drive, medium, transfer.blocks, transfer.blockLength + trailer, trailer)
    : readVariable(drive, medium, transfer.length, suppressIncorrectLength, trailer);
  return transferLength > command.allocation ? { ...answer, transferLength } : answer;
}

function readVariable(
  drive: TapeDrive,
  medium: LoadedMedium,
  requested: number,
  suppressIncorrectLength: boolean,
  trailer: number,
): LogicalUnitAnswer {
  const stop = stopAt(medium);
  if (stop !== undefined) return checkCondition({ ...stop, information: requested });
  const wire = takeBlock(drive, medium, 0, trailer);
  const data = drive.readBuffer(wire).subarray(0, Math.min(wire, requested));
  const residual = requested - wire;
  // SILI excuses a short block, and a long one unless a block length was agreed on.
  const excused = residual === 0 || (suppressIncorrectLength && (residual > 0 || drive.blockLength === 0));
  return excused
    ? dataIn(data, requested)
    : checkCondition({ ...senses.noAdditionalSense, incorrectLength: true, information: residual }, data);
}

/** @param wireLength bytes of a block as the initiator sees it, protection included */
function readFixed(
  drive: TapeDrive,
  medium: LoadedMedium,
  blocks: number,
  wireLength: number,
  trailer: number,
): LogicalUnitAnswer {
  for (let block = 0; block < blocks; block++) {
    const offset = block * wireLength;
    const information = blocks - block;
    const stop = stopAt(medium);
    if (stop !== undefined) {
      return checkCondition({ ...stop, information }, drive.readBuffer(offset).subarray(0, offset));
    }
    const length = takeBlock(drive, medium, offset, trailer);
    if (length !== wireLength) {
      const end = offset + Math.min(length, wireLength);
      return checkCondition(
        { ...senses.noAdditionalSense, incorrectLength: true, information },
        drive.readBuffer(end).subarray(0, end),
      );
    }
  }
  return dataIn(drive.readBuffer(blocks * wireLength).subarray(0, blocks * wireLength), blocks * wireLength);
}

/** What ends a read in front of the next block. A filemark is passed over; the end of data is not. */
function stopAt(medium: LoadedMedium): Sense | undefined {
  const object = medium.cartridge.objects.at(medium.position);
  if (object === undefined) return senses.endOfData;
  if (object.kind === 'block') return undefined;
  medium.position++;
  return senses.filemarkDetected;
}

/** Reads the next block to `offset` of the drive's buffer and goes behind it. @returns its length on the wire */
function takeBlock(drive: TapeDrive, medium: LoadedMedium, offset: number, trailer: number): number {
  const { cartridge, counters, position } = medium;
  const object = cartridge.objects.at(position);
  if (object?.kind !== 'block') throw new RangeError(`no block at logical object ${position}`);
  const wire = object.length + trailer;
  const buffer = keepingBuffer(drive, offset, offset + wire);
  try {
    cartridge.readBlock(position, buffer.subarray(offset));
  } catch (error) {
    if (!isCondition(error, 'MEDIUM_READ_ERROR')) throw error;
    counters.readErrors++;
    throw new CheckCondition(senses.unrecoveredReadError);
  }
  if (trailer > 0) buffer.writeUInt32LE(object.crc32c, offset + object.length);
  counters.countRead(object.length);
  medium.position++;
  return wire;
}

/** The drive's buffer, grown if need be, with its first `kept` bytes as they were. */
function keepingBuffer(drive: TapeDrive, kept: number, length: number): Buffer {
  const before = drive.readBuffer(kept);
  const buffer = drive.readBuffer(length);
  if (buffer !== before) before.copy(buffer, 0, 0, kept);
  return buffer;
}
