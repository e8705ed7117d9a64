import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConditionError } from '@cta/conditions';
import type { LogicalUnit } from '@cta/scsi';
import { Cartridge, type CartridgeSpec, requireVid, setWriteProtect } from '../cartridge/cartridge.ts';
import { exportCartridge, importCartridge, readImageIndex } from '../cartridge/cartridge-image.ts';
import { barcodeOf, loadCartridgeMemory } from '../cartridge/cartridge-memory.ts';
import { type ChangerUnit, createChangerUnit } from '../changer/changer-unit.ts';
import { type ChangerElement, type ElementKind, type ShelvedCartridge, layOutElements } from '../changer/elements.ts';
import { type TapeDriveUnit, createTapeDriveUnit } from '../drive/tape-drive-unit.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { withFile } from '../storage/file-system-error.ts';
import { type FolderLock, lockFolder } from '../storage/folder-lock.ts';
import { cartridgesFolderName, loadInventory, loadLibraryPlan, saveInventory } from './library-file.ts';

/** A cartridge and where it is. */
export interface LibraryCartridge {
  readonly vid: string;
  readonly barcode: string;
  readonly kind: ElementKind;
  readonly address: number;
}

/**
 * A tape library in a folder: `library.json` (what it is made of), `inventory.json` (what is where) and
 * `cartridges/VID/`. It can be killed at any moment and opened again; a cartridge in a drive is then loaded anew.
 */
export class VirtualLibrary {
  readonly changer: LogicalUnit;
  readonly drives: readonly TapeDriveUnit[];
  /** What will go wrong: 'changer' or a drive's serial number name the units. */
  readonly faults = new FaultPlan();
  readonly #folder: string;
  readonly #lock: FolderLock;
  readonly #elements: readonly ChangerElement[];
  readonly #robot: ChangerUnit;

  private constructor(folder: string, lock: FolderLock, clock: () => number) {
    const plan = loadLibraryPlan(folder);
    this.#folder = folder;
    this.#lock = lock;
    const { loadTimeMs, tapeAlertResponse = true } = plan;
    this.drives = plan.drives.map(({ serial, generation }) =>
      createTapeDriveUnit({ serial, generation, loadTimeMs, tapeAlertResponse, clock }, this.faults),
    );
    this.#elements = layOutElements(this.drives, plan);
    this.#robot = createChangerUnit(
      this.#elements,
      { serial: plan.serial, onMove: () => this.#saveInventory() },
      this.faults,
    );
    this.changer = this.#robot;
    this.#fillElements();
  }

  /** Opens the library of a folder for this process alone; ENTITY_IN_USE where another one has it. */
  static async open(folder: string, clock: () => number = () => performance.now()): Promise<VirtualLibrary> {
    const lock = await lockFolder(folder);
    try {
      return new VirtualLibrary(folder, lock, clock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  cartridges(): readonly LibraryCartridge[] {
    return this.#elements.flatMap(({ cartridge, kind, address }) =>
      cartridge === undefined ? [] : [{ vid: cartridge.vid, barcode: cartridge.barcode, kind, address }],
    );
  }

  /** Makes a blank cartridge and puts it into the first free slot. */
  addCartridge(spec: CartridgeSpec): void {
    const slot = this.#slotFor(spec.vid);
    Cartridge.create(this.#freshFolder(spec.vid), spec);
    this.#robot.place(this.#shelve(spec.vid), slot);
  }

  /** Takes a cartridge out of the library and destroys what is on it. */
  removeCartridge(vid: string): void {
    const { element, cartridge } = this.#idle(vid);
    this.#robot.takeAway(element);
    withFile(cartridge.folder, () => rmSync(cartridge.folder, { recursive: true }));
  }

  /** Carries a cartridge out by hand: the library has it no longer, and what is on it stays. */
  takeOut(vid: string): void {
    this.#robot.takeAway(this.#idle(vid).element);
  }

  /** Puts a cartridge that was carried out into the first free slot. */
  putIn(vid: string): void {
    const slot = this.#slotFor(vid);
    if (!existsSync(this.#cartridgeFolder(vid))) throw noSuchCartridge(vid);
    this.#robot.place(this.#shelve(vid), slot);
  }

  /** Moves the write-protect switch of a cartridge that no drive has. */
  setWriteProtect(vid: string, writeProtected: boolean): void {
    setWriteProtect(this.#idle(vid).cartridge.folder, writeProtected);
  }

  /** Writes what is on a cartridge to a new folder, as `blocks.bin` and `index.json`. */
  exportCartridge(vid: string, imageFolder: string): void {
    const cartridge = Cartridge.open(this.#idle(vid).cartridge.folder);
    try {
      exportCartridge(cartridge, imageFolder);
    } finally {
      cartridge.close();
    }
  }

  /** Makes a cartridge out of an image, and puts it into the first free slot. @returns its VID */
  async importCartridge(imageFolder: string, options: Omit<CartridgeSpec, 'vid'> = {}): Promise<string> {
    const { vid } = readImageIndex(imageFolder);
    const slot = this.#slotFor(vid);
    const folder = this.#freshFolder(vid);
    Cartridge.create(folder, { ...options, vid });
    const cartridge = Cartridge.open(folder);
    try {
      await importCartridge(imageFolder, cartridge);
    } catch (error) {
      cartridge.close();
      withFile(folder, () => rmSync(folder, { recursive: true }));
      throw error;
    }
    cartridge.close();
    this.#robot.place(this.#shelve(vid), slot);
    return vid;
  }

  /** Loss of power of the whole library: every initiator meets a unit attention. */
  powerCycle(): void {
    for (const drive of this.drives) drive.powerCycle();
    this.#robot.powerCycle();
  }

  /** Lets go of all files; commands that hang are answered first. */
  async close(): Promise<void> {
    this.faults.clear();
    for (const drive of this.drives) drive.close();
    await this.#lock.release();
  }

  #fillElements(): void {
    const byAddress = new Map(this.#elements.map((element) => [element.address, element]));
    for (const { vid, address, source } of loadInventory(this.#folder).places) {
      const element = byAddress.get(address);
      if (element === undefined || element.cartridge !== undefined) {
        throw new ConditionError('VALUE_INVALID', {
          message: `the inventory of ${this.#folder} puts ${vid} into element ${address}, where it cannot be`,
          details: { vid, address },
        });
      }
      element.cartridge = { ...this.#shelve(vid), ...(source === undefined ? {} : { source }) };
      element.drive?.insert(element.cartridge.folder);
    }
  }

  #saveInventory(): void {
    const places = this.#elements.flatMap(({ address, cartridge }) => {
      if (cartridge === undefined) return [];
      const { vid, source } = cartridge;
      return [source === undefined ? { vid, address } : { vid, address, source }];
    });
    saveInventory(this.#folder, { places });
  }

  #shelve(vid: string): ShelvedCartridge {
    const folder = this.#cartridgeFolder(vid);
    return { vid, folder, barcode: barcodeOf(loadCartridgeMemory(folder)) };
  }

  #cartridgeFolder(vid: string): string {
    return join(this.#folder, cartridgesFolderName, vid);
  }

  /** Where a new cartridge goes, cleared of one that a kill left behind before it was in the inventory. */
  #freshFolder(vid: string): string {
    const folder = this.#cartridgeFolder(vid);
    withFile(folder, () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** A free slot for a cartridge that is not in the library yet. */
  #slotFor(vid: string): ChangerElement {
    requireVid(vid);
    if (this.cartridges().some((cartridge) => cartridge.vid === vid)) {
      throw new ConditionError('ENTITY_EXISTS', { message: `cartridge ${vid}`, details: { vid } });
    }
    const slot = this.#elements.find(({ kind, cartridge }) => kind === 'slot' && cartridge === undefined);
    if (slot === undefined) throw new ConditionError('VIRTUAL_LIBRARY_FULL', { details: { vid } });
    return slot;
  }

  /** A cartridge that no drive has. */
  #idle(vid: string): { element: ChangerElement; cartridge: ShelvedCartridge } {
    for (const element of this.#elements) {
      const { cartridge, kind } = element;
      if (cartridge?.vid !== vid) continue;
      if (kind !== 'drive') return { element, cartridge };
      throw new ConditionError('ENTITY_IN_USE', { message: `cartridge ${vid} is in a drive`, details: { vid } });
    }
    throw noSuchCartridge(vid);
  }
}

function noSuchCartridge(vid: string): ConditionError {
  return new ConditionError('NO_SUCH_ENTITY', { message: `cartridge ${vid}`, details: { vid } });
}

/** Opens the library of a folder for this process alone; ENTITY_IN_USE where another one has it. */
export function openVirtualLibrary(folder: string): Promise<VirtualLibrary> {
  return VirtualLibrary.open(folder);
}
