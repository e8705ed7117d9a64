import { isCondition } from '@cta/conditions';
import type { LogicalUnitAnswer } from '@cta/scsi';
import { crc32c } from '@node-rs/crc32';
import { CheckCondition, checkCondition, good, invalidCdbField } from '../../device-server/answer.ts';
import type { Command } from '../../device-server/command.ts';
import { senses } from '../../device-server/senses.ts';
import type { LoadedMedium, TapeDrive } from '../tape-drive.ts';
import { parseTransfer, protectionBytes, requireData } from './transfer.ts';

/** WRITE(6) (SSC-5 6.9). */
export function write(drive: TapeDrive, { cdb, dataOut, nexus }: Command): LogicalUnitAnswer {
  const medium = drive.requireWritable();
  const transfer = parseTransfer(cdb, drive.blockLength);
  const protection = drive.protectionOf(nexus);
  const trailer = protection.writes ? protectionBytes : 0;
  const blocks = transfer.fixed ? transfer.blocks : Math.min(transfer.length, 1);
  const wireLength = transfer.fixed ? transfer.blockLength + trailer : transfer.length;
  if (blocks > 0 && wireLength <= trailer) throw invalidCdbField(2);
  const transferLength = blocks * wireLength;
  requireData(dataOut, transferLength);

  let warned = false;
  for (let block = 0; block < blocks; block++) {
    const wire = dataOut.subarray(block * wireLength, (block + 1) * wireLength);
    // The residual counts blocks with FIXED, bytes without.
    const residual = transfer.fixed ? blocks - block : transfer.length;
    warned = writeBlock(medium, wire, trailer, residual) || warned;
  }
  const answer = warned ? checkCondition({ ...senses.endOfPartition, information: 0 }) : good;
  return transferLength === dataOut.length ? answer : { ...answer, transferLength };
}

/** @returns whether the block lies behind early warning */
function writeBlock(medium: LoadedMedium, wire: Uint8Array, trailer: number, residual: number): boolean {
  const data = trailer === 0 ? wire : wire.subarray(0, -trailer);
  const checksum = trailer === 0 ? undefined : verifiedChecksum(wire, data, residual);
  const { cartridge, counters } = medium;
  const room = cartridge.room(medium.position, data.length);
  if (room === 'none') throw new CheckCondition({ ...senses.volumeOverflow, information: residual });
  record(medium, () => cartridge.writeBlock(medium.position, data, checksum));
  counters.countWrite(data.length);
  return room === 'early-warning';
}

function verifiedChecksum(wire: Uint8Array, data: Uint8Array, residual: number): number {
  const checksum = crc32c(data);
  const sent = new DataView(wire.buffer, wire.byteOffset + data.length, protectionBytes).getUint32(0, true);
  if (sent !== checksum) throw new CheckCondition({ ...senses.guardCheckFailed, information: residual });
  return checksum;
}

/** WRITE FILEMARKS(6) (SSC-5 6.10): without IMMED it waits until all that was written is on the medium. */
export async function writeFilemarks(drive: TapeDrive, { cdb }: Command): Promise<LogicalUnitAnswer> {
  const flags = cdb[1] ?? 0;
  if ((flags & 0x02) !== 0) throw invalidCdbField(1); // setmarks, obsolete
  const count = cdb.readUIntBE(2, 3);
  const medium = count === 0 ? drive.requireMedium() : drive.requireWritable();
  const { cartridge } = medium;
  for (let mark = 0; mark < count; mark++) {
    if (cartridge.room(medium.position, 0) === 'none') {
      throw new CheckCondition({ ...senses.volumeOverflow, information: count - mark });
    }
    record(medium, () => cartridge.writeFilemark(medium.position));
  }
  if ((flags & 0x01) === 0) await synchronize(medium);
  return count > 0 && cartridge.room(medium.position, 0) !== 'enough'
    ? checkCondition({ ...senses.endOfPartition, information: 0 })
    : good;
}

/** ERASE(6) (SSC-5 6.2): what follows the position is gone. */
export async function erase(drive: TapeDrive, _command: Command): Promise<LogicalUnitAnswer> {
  const medium = drive.requireWritable();
  medium.cartridge.erase(medium.position);
  await synchronize(medium);
  return good;
}

/** Puts what is buffered on the medium, as a drive does before it moves away from where it was writing. */
export async function synchronize(medium: LoadedMedium): Promise<void> {
  try {
    await medium.cartridge.flush();
  } catch (error) {
    throw writeFailure(medium, error);
  }
}

/** Writes one object at the position and goes behind it. */
function record(medium: LoadedMedium, operation: () => void): void {
  try {
    operation();
  } catch (error) {
    throw writeFailure(medium, error);
  }
  medium.position++;
}

/** The host's storage failed: as buffered objects may be lost with this one, it is a deferred error. */
function writeFailure(medium: LoadedMedium, error: unknown): unknown {
  if (!isCondition(error, 'VIRTUAL_LIBRARY_STORAGE_FAILED')) return error;
  medium.counters.writeErrors++;
  medium.position = Math.min(medium.position, medium.cartridge.objects.count);
  return new CheckCondition({ ...senses.writeError, deferred: true });
}
