import { join } from 'node:path';
import { readJsonFile, writeJsonFile } from '../storage/atomic-file.ts';
import { type GenerationName, isGenerationName, ltoGenerations } from './generation.ts';

/** What kind of medium a cartridge holds (MAM attribute 0408h). */
export type MediumKind = 'data' | 'cleaning' | 'worm';

/** What is kept in and on the shell of a cartridge: its memory (MAM), its label, its write-protect switch. */
export interface CartridgeMemory {
  /** Volume identifier: six characters. */
  readonly vid: string;
  readonly generation: GenerationName;
  readonly medium: MediumKind;
  /** Bytes up to early warning. */
  readonly capacityBytes: number;
  /** Bytes between early warning and the end of the partition. */
  readonly earlyWarningBytes: number;
  readonly writeProtected: boolean;
  readonly usage: CartridgeUsage;
  /** Attributes that hosts have written. */
  readonly hostAttributes: readonly HostAttribute[];
}

/** Counters over the cartridge's life. */
export interface CartridgeUsage {
  readonly loads: number;
  readonly bytesWritten: number;
  readonly bytesRead: number;
  /** Changes whenever something is written in a load (volume change reference, MAM attribute 0009h). */
  readonly changeReference: number;
}

/** A MAM attribute of a host (SPC-5 7.4): formats are those of its FORMAT field. */
export interface HostAttribute {
  readonly id: number;
  readonly format: number;
  /** Hexadecimal digits. */
  readonly value: string;
}

const fileName = 'cartridge.json';

export function saveCartridgeMemory(folder: string, memory: CartridgeMemory): void {
  writeJsonFile(join(folder, fileName), memory);
}

export function loadCartridgeMemory(folder: string): CartridgeMemory {
  return readJsonFile(join(folder, fileName), parseCartridgeMemory);
}

const cleaningSuffix = 'CU';

/** Text on the bar code: the VID and the suffix that names the medium. */
export function barcodeOf({ vid, generation, medium }: CartridgeMemory): string {
  return `${vid}${medium === 'cleaning' ? cleaningSuffix : ltoGenerations[generation].mediaSuffix[medium]}`;
}

function parseCartridgeMemory(value: unknown): CartridgeMemory {
  const memory = value as CartridgeMemory;
  const ok =
    typeof memory.vid === 'string' &&
    isGenerationName(memory.generation) &&
    ['data', 'cleaning', 'worm'].includes(memory.medium) &&
    Number.isSafeInteger(memory.capacityBytes) &&
    Number.isSafeInteger(memory.earlyWarningBytes) &&
    typeof memory.writeProtected === 'boolean' &&
    Number.isSafeInteger(memory.usage?.loads) &&
    Array.isArray(memory.hostAttributes);
  if (!ok) throw new TypeError('not the memory of a cartridge');
  return memory;
}
