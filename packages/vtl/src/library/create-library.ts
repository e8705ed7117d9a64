import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConditionError } from '@cta/conditions';
import { Cartridge, type CartridgeSpec } from '../cartridge/cartridge.ts';
import type { GenerationName } from '../cartridge/generation.ts';
import { firstAddresses, maximumGeometry } from '../changer/elements.ts';
import { withFile } from '../storage/file-system-error.ts';
import { cartridgesFolderName, saveInventory, saveLibraryPlan } from './library-file.ts';

/** What a new library is made of. */
export interface VirtualLibrarySpec {
  readonly drives: number;
  readonly slots: number;
  /** Import and export elements; 4 where absent. */
  readonly ports?: number;
  /** Of all drives; LTO-9 where absent. */
  readonly generation?: GenerationName;
  readonly loadTimeMs?: number;
  /** Whether the drives have a page that shows TapeAlert flags without clearing them; true where absent. */
  readonly tapeAlertResponse?: boolean;
  /** Put into the slots in this order. */
  readonly cartridges?: readonly CartridgeSpec[];
}

/** Makes a library in a new folder. VALUE_INVALID and ENTITY_EXISTS leave nothing behind. */
export function createVirtualLibrary(folder: string, spec: VirtualLibrarySpec): void {
  const { drives, slots, ports = 4, generation = 'LTO-9', loadTimeMs = 0, cartridges = [] } = spec;
  const { tapeAlertResponse = true } = spec;
  requireCount('drives', drives, maximumGeometry.drives);
  requireCount('slots', slots, maximumGeometry.slots);
  requireCount('ports', ports, maximumGeometry.ports);
  if (cartridges.length > slots) throw new ConditionError('VIRTUAL_LIBRARY_FULL', { details: { slots } });
  withFile(folder, () => mkdirSync(folder));
  try {
    withFile(folder, () => mkdirSync(join(folder, cartridgesFolderName)));
    for (const cartridge of cartridges) Cartridge.create(join(folder, cartridgesFolderName, cartridge.vid), cartridge);
    const places = cartridges.map(({ vid }, index) => ({ vid, address: firstAddresses.slot + index }));
    saveInventory(folder, { places });
    saveLibraryPlan(folder, {
      serial: 'VTLC000001',
      drives: Array.from({ length: drives }, (_, index) => ({
        serial: `VTL${String(index + 1).padStart(7, '0')}`,
        generation,
      })),
      slots,
      ports,
      loadTimeMs,
      tapeAlertResponse,
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function requireCount(what: string, count: number, most: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= most) return;
  throw new ConditionError('VALUE_INVALID', {
    message: `${count} ${what}: 0 to ${most} can be`,
    details: { [what]: count },
  });
}
