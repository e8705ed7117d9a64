import { CheckCondition } from '../device-server/answer.ts';
import type { Device } from '../device-server/command.ts';
import type { UnitIdentity } from '../device-server/inquiry.ts';
import { type Nexus, NexusTable } from '../device-server/nexus.ts';
import { RemovalPrevention } from '../device-server/removal-prevention.ts';
import { Reservations } from '../device-server/reservations.ts';
import { senses } from '../device-server/senses.ts';
import type { ChangerElement, ElementKind, ShelvedCartridge } from './elements.ts';

/** What is chosen when a changer is made. */
export interface ChangerOptions {
  readonly serial: string;
  readonly vendor?: string;
  readonly product?: string;
  readonly revision?: string;
  /** Called after each movement, before the initiator is told: keeps where each cartridge is. */
  readonly onMove?: () => void;
}

/** State of an emulated medium changer: what is where, and how it is moved. */
export class Changer implements Device {
  readonly identity: UnitIdentity;
  readonly nexuses = new NexusTable();
  readonly reservations = new Reservations();
  readonly removal = new RemovalPrevention();
  readonly elements: readonly ChangerElement[];
  readonly #onMove: () => void;

  constructor(elements: readonly ChangerElement[], options: ChangerOptions) {
    this.elements = elements;
    this.identity = {
      vendor: options.vendor ?? 'IBM',
      product: options.product ?? '03584L32',
      revision: options.revision ?? 'V001',
      serial: options.serial,
    };
    this.#onMove = options.onMove ?? (() => undefined);
  }

  /** Nothing in a changer happens by itself. */
  settle(): void {}

  forget(nexus: Nexus): void {
    this.removal.forget(nexus);
  }

  /** A changer buffers nothing. */
  dropUnflushed(): void {}

  ofKind(kind: ElementKind): readonly ChangerElement[] {
    return this.elements.filter((element) => element.kind === kind);
  }

  element(address: number): ChangerElement {
    const element = this.elements.find((each) => each.address === address);
    if (element === undefined) throw new CheckCondition(senses.invalidElementAddress);
    return element;
  }

  /** Moves a cartridge (SMC-3 6.6). @throws CheckCondition where it cannot, and nothing has moved */
  move(sourceAddress: number, destinationAddress: number): void {
    const source = this.element(sourceAddress);
    const destination = this.element(destinationAddress);
    const { cartridge } = source;
    if (source.kind === 'transport' || destination.kind === 'transport') {
      throw new CheckCondition(senses.invalidElementAddress);
    }
    if (cartridge === undefined) throw new CheckCondition(senses.sourceElementEmpty);
    if (source === destination) return;
    if (destination.cartridge !== undefined) throw new CheckCondition(senses.destinationElementFull);
    if (source.kind === 'port' && this.removal.active) throw new CheckCondition(senses.removalPrevented);
    // A cartridge that its drive has not let go of cannot be gripped.
    if (source.drive !== undefined && source.drive.bayState !== 'unloaded') {
      throw new CheckCondition(senses.removalPrevented);
    }
    source.drive?.remove();
    source.cartridge = undefined;
    destination.cartridge = source.kind === 'drive' ? cartridge : { ...cartridge, source: sourceAddress };
    destination.drive?.insert(cartridge.folder);
    this.#onMove();
  }

  /** Puts a cartridge into an empty element, by hand: initiators are told that somebody was there. */
  place(cartridge: ShelvedCartridge, element: ChangerElement): void {
    element.cartridge = cartridge;
    this.nexuses.establish(senses.importExportElementAccessed);
    this.#onMove();
  }

  /** Takes a cartridge out by hand. */
  takeAway(element: ChangerElement): void {
    element.cartridge = undefined;
    this.nexuses.establish(senses.importExportElementAccessed);
    this.#onMove();
  }

  /** Loss of power: everybody is told. */
  powerCycle(): void {
    this.reservations.reset();
    this.removal.reset();
    this.nexuses.reset();
  }
}
