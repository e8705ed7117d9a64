import type { LogicalUnitAnswer } from '@cta/scsi';
import { CheckCondition } from './answer.ts';
import type { Nexus, NexusTable } from './nexus.ts';
import type { Reservations } from './reservations.ts';
import { senses } from './senses.ts';

/** A command as its handler sees it. */
export interface Command {
  readonly cdb: Buffer;
  readonly dataOut: Uint8Array;
  /** The most that the initiator takes. */
  readonly allocation: number;
  readonly nexus: Nexus;
}

/** What the device server needs of the device whose commands it answers. */
export interface Device {
  readonly nexuses: NexusTable;
  readonly reservations: Reservations;
  /** Brings about what time has brought, such as the end of a load. Called before each command. */
  settle(): void;
  /** Forgets what it keeps for a nexus whose session has ended; persistent reservations stay. */
  forget(nexus: Nexus): void;
  /** Loses what is buffered and not on the medium. */
  dropUnflushed(): void;
}

export type Handler<D> = (device: D, command: Command) => LogicalUnitAnswer | Promise<LogicalUnitAnswer>;

/** Handlers by operation code. */
export type CommandSet<D> = Readonly<Record<number, Handler<D>>>;

/** The parameter list of a command, of the length that its CDB gives. */
export function parameterList(command: Command, length: number): Buffer {
  const { dataOut } = command;
  if (dataOut.length < length) throw new CheckCondition(senses.dataPhaseError);
  return Buffer.from(dataOut.buffer, dataOut.byteOffset, length);
}
