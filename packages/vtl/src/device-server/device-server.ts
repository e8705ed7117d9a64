import { setTimeout as sleep } from 'node:timers/promises';
import { type LogicalUnit, type LogicalUnitAnswer, scsiStatus } from '@cta/scsi';
import type { FaultPlan, Strike } from '../faults/fault-plan.ts';
import { CheckCondition, checkCondition, good, reservationConflict } from './answer.ts';
import type { Command, CommandSet, Device } from './command.ts';
import { senses } from './senses.ts';

const requestSense = 0x03;
const inquiry = 0x12;
const reportLuns = 0xa0;
/** Commands that do not end for a unit attention (SPC-5 4.4.7, SAM-6 5.14). */
const unattended: ReadonlySet<number> = new Set([requestSense, inquiry, reportLuns]);

/**
 * Processes the commands of one logical unit (SAM-6 4.6): faults that are planned, unit attentions, reservations, then
 * the command's handler. The transport hands it one command at a time.
 */
export class DeviceServer<D extends Device> implements LogicalUnit {
  readonly #name: string;
  readonly #device: D;
  readonly #commands: CommandSet<D>;
  readonly #faults: FaultPlan | undefined;

  /** @param name by which fault rules know the unit */
  constructor(name: string, device: D, commands: CommandSet<D>, faults?: FaultPlan) {
    this.#name = name;
    this.#device = device;
    this.#commands = commands;
    this.#faults = faults;
  }

  async execute(
    cdb: Uint8Array,
    dataOut: Uint8Array,
    allocation: number,
    nexusName: string,
  ): Promise<LogicalUnitAnswer> {
    const command = {
      cdb: Buffer.from(cdb.buffer, cdb.byteOffset, cdb.byteLength),
      dataOut,
      allocation,
      nexus: this.#device.nexuses.get(nexusName),
    };
    const strike = this.#faults?.strike(this.#name, cdb);
    return strike === undefined ? this.#answer(command) : this.#answerStruck(command, strike);
  }

  nexusLost(nexusName: string): void {
    const nexus = this.#device.nexuses.find(nexusName);
    if (nexus === undefined) return;
    nexus.reset(senses.nexusLossOccurred);
    this.#device.reservations.release(nexus);
    this.#device.forget(nexus);
  }

  async #answer(command: Command): Promise<LogicalUnitAnswer> {
    const { cdb, nexus } = command;
    const operation = cdb[0] ?? 0;
    this.#device.settle();
    const handler = this.#commands[operation];
    if (handler === undefined) return checkCondition(senses.invalidOperationCode);
    if (!unattended.has(operation)) {
      const attention = nexus.takeAttention();
      if (attention !== undefined) return checkCondition(attention);
    }
    if (!this.#device.reservations.allow(nexus, cdb)) return reservationConflict;
    try {
      return await handler(this.#device, command);
    } catch (error) {
      if (error instanceof CheckCondition) return checkCondition(error.sense);
      throw error;
    }
  }

  async #answerStruck(command: Command, { fault, released }: Strike): Promise<LogicalUnitAnswer> {
    switch (fault.kind) {
      case 'sense':
        return checkCondition(fault.sense);
      case 'sense-after':
        await this.#answer(command);
        return checkCondition(fault.sense);
      case 'deferred-write-error':
        this.#device.dropUnflushed();
        return checkCondition({ ...fault.sense, deferred: true });
      case 'status':
        return { status: fault.status };
      case 'delay':
        await pause(fault.delayMs, released);
        return this.#answer(command);
      case 'hang':
        await untilReleased(released);
        return this.#answer(command);
      case 'lie':
        return good;
      case 'corrupt':
        return corrupt(await this.#answer({ ...command, dataOut: inverted(command.dataOut) }));
    }
  }
}

function corrupt(answer: LogicalUnitAnswer): LogicalUnitAnswer {
  return answer.status === scsiStatus.good && answer.dataIn !== undefined
    ? { ...answer, dataIn: inverted(answer.dataIn) }
    : answer;
}

/** A copy whose middle byte has its lowest bit inverted. */
function inverted(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const middle = copy.length >>> 1;
  copy.set([(bytes[middle] ?? 0) ^ 1].slice(0, copy.length), middle);
  return copy;
}

async function pause(delayMs: number, released: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal: released });
  } catch (error) {
    if (!released.aborted) throw error;
  }
}

function untilReleased(released: AbortSignal): Promise<void> {
  if (released.aborted) return Promise.resolve();
  return new Promise((resolve) => released.addEventListener('abort', () => resolve(), { once: true }));
}
