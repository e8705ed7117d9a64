import type { LogicalUnitAnswer } from '@cta/scsi';
import { CheckCondition, dataIn, good, invalidCdbField, invalidParameterField, reservationConflict } from './answer.ts';
import { type Command, type CommandSet, type Device, parameterList } from './command.ts';
import type { Nexus } from './nexus.ts';
import { type Reservations, reservationTypes } from './reservations.ts';
import { senses } from './senses.ts';

/** RESERVE and RELEASE (SPC-2 7.21, 7.16) and PERSISTENT RESERVE IN and OUT (SPC-5 6.15, 6.16). */
export const reservationCommands: CommandSet<Device> = {
  0x16: reserve,
  0x17: release,
  0x56: reserve,
  0x57: release,
  0x5e: persistentReserveIn,
  0x5f: persistentReserveOut,
};

function reserve({ reservations }: Device, { nexus }: Command): LogicalUnitAnswer {
  return reservations.reserve(nexus) ? good : reservationConflict;
}

function release({ reservations }: Device, { nexus }: Command): LogicalUnitAnswer {
  reservations.release(nexus);
  return good;
}

function persistentReserveIn({ reservations }: Device, { cdb }: Command): LogicalUnitAnswer {
  const allocation = cdb.readUInt16BE(7);
  switch ((cdb[1] ?? 0) & 0x1f) {
    case 0:
      return dataIn(withHeader(reservations, [...reservations.registrations.values()].map(keyBytes)), allocation);
    case 1:
      return dataIn(withHeader(reservations, reservationBytes(reservations)), allocation);
    case 2:
      // Length 8, TMV, and the two types of `reservationTypes`.
      return dataIn(Buffer.from([0, 8, 0, 0x80, 0x48, 0, 0, 0]), allocation);
    case 3:
      return dataIn(withHeader(reservations, fullStatus(reservations)), allocation);
    default:
      throw invalidCdbField(1);
  }
}

const parameterBytes = 24;

function persistentReserveOut(device: Device, command: Command): LogicalUnitAnswer {
  const { cdb, nexus } = command;
  if (cdb.readUInt32BE(5) !== parameterBytes) throw new CheckCondition(senses.parameterListLengthError);
  const parameters = parameterList(command, parameterBytes);
  const key = parameters.readBigUInt64BE(0);
  const newKey = parameters.readBigUInt64BE(8);
  const { reservations } = device;
  const action = (cdb[1] ?? 0) & 0x1f;
  const registered = reservations.registrations.get(nexus);
  const ignoresKey = action === 6 || (action === 0 && registered === undefined && key === 0n);
  if (!ignoresKey && registered !== key) return reservationConflict;

  const type = (cdb[2] ?? 0) & 0x0f;
  switch (action) {
    case 0:
    case 6:
      reservations.register(nexus, newKey);
      return good;
    case 1:
      return reservations.reservePersistently(nexus, key, knownType(type)) ? good : reservationConflict;
    case 2:
      reservations.releasePersistently(nexus);
      return good;
    case 3:
      tell(reservations.clear(), nexus);
      return good;
    case 4:
      if (newKey === 0n) throw invalidParameterField(8);
      tell(reservations.preempt(nexus, key, newKey, knownType(type)), nexus);
      return good;
    default:
      throw invalidCdbField(1);
  }
}

function tell(victims: readonly Nexus[], except: Nexus): void {
  for (const victim of victims) if (victim !== except) victim.establish(senses.reservationsPreempted);
}

function knownType(type: number): number {
  if (Object.values<number>(reservationTypes).includes(type)) return type;
  throw invalidCdbField(2);
}

function withHeader(reservations: Reservations, descriptors: readonly Buffer[]): Buffer {
  const body = Buffer.concat(descriptors);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(reservations.generation, 0);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

function keyBytes(key: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(key);
  return bytes;
}

function reservationBytes({ persistent }: Reservations): readonly Buffer[] {
  if (persistent === undefined) return [];
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(persistent.key);
  bytes[13] = persistent.type;
  return [bytes];
}

function fullStatus({ registrations, persistent }: Reservations): readonly Buffer[] {
  return [...registrations].map(([nexus, key]) => {
    const transportId = transportIdOf(nexus);
    const bytes = Buffer.alloc(24);
    bytes.writeBigUInt64BE(key);
    if (persistent?.holder === nexus) bytes.set([1, persistent.type], 12);
    bytes.writeUInt16BE(1, 18);
    bytes.writeUInt32BE(transportId.length, 20);
    return Buffer.concat([bytes, transportId]);
  });
}

/** iSCSI TransportID of an initiator port (SPC-5 7.6.4.6). */
function transportIdOf(nexus: Nexus): Buffer {
  const name = Buffer.from(`${nexus.name}\0`, 'utf8');
  const padded = Buffer.concat([name, Buffer.alloc((4 - (name.length % 4)) % 4)]);
  const header = Buffer.from([0x45, 0, 0, 0]);
  header.writeUInt16BE(padded.length, 2);
  return Buffer.concat([header, padded]);
}
