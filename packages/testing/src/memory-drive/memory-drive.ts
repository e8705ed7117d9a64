import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { ConditionError, type ConditionName } from '@cta/conditions';
import { MemoryTape, type MemoryTapeOperation } from '../memory-tape/memory-tape.ts';
import type { TapeObject } from '../tape-image/tape-image.ts';

/** What the drive does at one operation: it fails, or it waits until a file exists. */
export type MemoryDriveFault = {
  readonly operation: MemoryTapeOperation;
  /** The how-manieth such operation of this drive, from 1. */
  readonly occurrence: number;
} & ({ readonly condition: ConditionName } | { readonly untilExists: string });

export interface MemoryDriveOptions {
  /** File that keeps the tape: read when the drive is opened, written when it is closed. */
  readonly tapePath: string;
  readonly capacityBytes?: number;
  readonly earlyWarningBytes?: number;
  readonly faults?: readonly MemoryDriveFault[];
}

/** What is left of a closed drive's tape. */
export interface MemoryDriveState {
  readonly objects: readonly TapeObject[];
  /** How many of the objects the last flush made safe. */
  readonly flushedObjects: number;
  readonly operations: readonly MemoryTapeOperation[];
}

const identity = { vendor: 'CTA', product: 'MEMORY-DRIVE', revision: '0001', serial: 'MEM0000001' } as const;
const ready = { state: 'ready', writeProtected: false } as const;

/** A memory tape in a drive, in the shape of @cta/hardware's TapeDrive, for threads that open a drive by its name. */
class MemoryDrive extends MemoryTape {
  readonly identity = identity;
  readonly #options: MemoryDriveOptions;
  readonly #counts = new Map<MemoryTapeOperation, number>();

  constructor(options: MemoryDriveOptions) {
    super({
      ...options,
      objects: existsSync(options.tapePath) ? memoryDriveState(options.tapePath).objects : [],
      before: (operation) => this.#count(operation),
    });
    this.#options = options;
  }

  override async write(buffer: Uint8Array, length: number): Promise<{ readonly earlyWarning: boolean }> {
    const occurrence = (this.#counts.get(`write ${length}`) ?? 0) + 1;
    for (const fault of this.#faultsAt(`write ${length}`, occurrence)) {
      if ('untilExists' in fault) while (!existsSync(fault.untilExists)) await delay(1);
    }
    return await super.write(buffer, length);
  }

  async readiness() {
    return ready;
  }

  async waitUntilReady() {
    return ready;
  }

  async rewind(): Promise<void> {
    await this.locate(0);
  }

  async unload(): Promise<void> {}

  async tapeAlerts(): Promise<{ readonly flags: readonly number[]; readonly areCleared: boolean }> {
    return { flags: [], areCleared: false };
  }

  async close(): Promise<void> {
    const { objects, flushedObjects, operations } = this;
    writeFileSync(this.#options.tapePath, serialize({ objects, flushedObjects, operations }));
  }

  #count(operation: MemoryTapeOperation): void {
    const occurrence = (this.#counts.get(operation) ?? 0) + 1;
    this.#counts.set(operation, occurrence);
    for (const fault of this.#faultsAt(operation, occurrence)) {
      if ('condition' in fault) throw new ConditionError(fault.condition);
    }
  }

  #faultsAt(operation: MemoryTapeOperation, occurrence: number): readonly MemoryDriveFault[] {
    return (this.#options.faults ?? []).filter(
      (fault) => fault.operation === operation && fault.occurrence === occurrence,
    );
  }
}

/** Options for an engine that opens its drive by `device` in a module of its own choice. */
export function memoryDrive(options: MemoryDriveOptions): { readonly device: string; readonly driveModule: string } {
  return { device: JSON.stringify(options), driveModule: import.meta.url };
}

/** The tape of a drive that was closed. */
export function memoryDriveState(tapePath: string): MemoryDriveState {
  return deserialize(readFileSync(tapePath)) as MemoryDriveState;
}

/** Stands in for the function of this name in @cta/hardware; the device is one of `memoryDrive`. */
export async function openTapeDrive(device: string): Promise<MemoryDrive> {
  return new MemoryDrive(JSON.parse(device) as MemoryDriveOptions);
}
