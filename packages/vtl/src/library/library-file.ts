import { join } from 'node:path';
import { type GenerationName, isGenerationName } from '../cartridge/generation.ts';
import { readJsonFile, writeJsonFile } from '../storage/atomic-file.ts';

/** A drive of a library, as `library.json` names it. */
export interface DriveEntry {
  readonly serial: string;
  readonly generation: GenerationName;
}

/** What a library is made of: `library.json`, written once. */
export interface LibraryPlan {
  readonly serial: string;
  readonly drives: readonly DriveEntry[];
  readonly slots: number;
  readonly ports: number;
  /** How long a drive takes to load a cartridge. */
  readonly loadTimeMs: number;
  /** Whether the drives have a page that shows TapeAlert flags without clearing them; true where absent. */
  readonly tapeAlertResponse?: boolean;
}

/** Where each cartridge is: `inventory.json`, written after each movement. */
export interface Inventory {
  readonly places: readonly Place[];
}

export interface Place {
  readonly vid: string;
  readonly address: number;
  readonly source?: number;
}

/** Subfolder with a folder for each cartridge, by its VID. */
export const cartridgesFolderName = 'cartridges';

const planName = 'library.json';
const inventoryName = 'inventory.json';

export function saveLibraryPlan(folder: string, plan: LibraryPlan): void {
  writeJsonFile(join(folder, planName), plan);
}

export function loadLibraryPlan(folder: string): LibraryPlan {
  return readJsonFile(join(folder, planName), (value) => {
    const plan = value as LibraryPlan;
    const ok =
      typeof plan.serial === 'string' &&
      plan.drives.every(({ serial, generation }) => typeof serial === 'string' && isGenerationName(generation)) &&
      [plan.slots, plan.ports, plan.loadTimeMs].every((count) => Number.isSafeInteger(count) && count >= 0);
    if (!ok) throw new TypeError('not the plan of a virtual library');
    return plan;
  });
}

export function saveInventory(folder: string, inventory: Inventory): void {
  writeJsonFile(join(folder, inventoryName), inventory);
}

export function loadInventory(folder: string): Inventory {
  return readJsonFile(join(folder, inventoryName), (value) => {
    const inventory = value as Inventory;
    const ok = inventory.places.every(({ vid, address }) => typeof vid === 'string' && Number.isInteger(address));
    if (!ok) throw new TypeError('not the inventory of a virtual library');
    return inventory;
  });
}
