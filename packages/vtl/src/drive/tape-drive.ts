import { isCondition } from '@cta/conditions';
import { Cartridge } from '../cartridge/cartridge.ts';
import { type GenerationName, type LtoGeneration, ltoGenerations } from '../cartridge/generation.ts';
import { CheckCondition } from '../device-server/answer.ts';
import type { Device } from '../device-server/command.ts';
import type { UnitIdentity } from '../device-server/inquiry.ts';
import { type Nexus, NexusTable } from '../device-server/nexus.ts';
import { RemovalPrevention } from '../device-server/removal-prevention.ts';
import { Reservations } from '../device-server/reservations.ts';
import type { Sense } from '../device-server/sense.ts';
import { senses } from '../device-server/senses.ts';
import { TapeAlerts, tapeAlertFlags } from './tape-alerts.ts';
import { TransferCounters } from './transfer-counters.ts';

/** What is chosen when a drive is made; all but the serial number has a default. */
export interface TapeDriveOptions {
  readonly serial: string;
  readonly vendor?: string;
  readonly product?: string;
  readonly revision?: string;
  readonly generation?: GenerationName;
  /** How long a load takes, by `clock`; 0 where absent. */
  readonly loadTimeMs?: number;
  /** Whether TapeAlert flags can be read without clearing them, by page 12h; true where absent. */
  readonly tapeAlertResponse?: boolean;
  /** Milliseconds that never run backward. */
  readonly clock?: () => number;
}

/** A cartridge in the drive, threaded. */
export interface LoadedMedium {
  readonly state: 'loaded';
  readonly folder: string;
  readonly cartridge: Cartridge;
  readonly readOnly: boolean;
  /** Logical object number of the next object to be read or written. */
  position: number;
  /** This load's. */
  readonly counters: TransferCounters;
}

/** Where in the drive a cartridge is. */
export type Bay =
  | { readonly state: 'empty' }
  | { readonly state: 'loading'; readonly folder: string; readonly readyAtMs: number }
  | LoadedMedium
  /** In the drive, but of no use for reading or writing. */
  | { readonly state: 'rejected'; readonly folder: string; readonly sense: Sense }
  /** Unthreaded; the changer can take it. `held`: LOAD UNLOAD with HOLD, still in the drive's grip. */
  | { readonly state: 'unloaded'; readonly folder: string; readonly held: boolean };

/** Logical block protection of one I_T nexus (SSC-5 8.5.9, control data protection mode page). */
export interface Protection {
  readonly method: 'none' | 'crc32c';
  readonly writes: boolean;
  readonly reads: boolean;
}

const noProtection: Protection = { method: 'none', writes: false, reads: false };

/** State of an emulated LTO drive. Command handlers, one file a family, read and change it. */
export class TapeDrive implements Device {
  readonly identity: UnitIdentity;
  readonly generation: LtoGeneration;
  readonly hasTapeAlertResponse: boolean;
  readonly nexuses = new NexusTable();
  readonly reservations = new Reservations();
  readonly removal = new RemovalPrevention();
  readonly alerts = new TapeAlerts();
  /** Block length of fixed-block transfers; 0 while only variable blocks are agreed on. */
  blockLength = 0;
  bufferedMode = 1;
  compression = true;
  #protection = new WeakMap<Nexus, Protection>();
  readonly #clock: () => number;
  readonly #loadTimeMs: number;
  #bay: Bay = { state: 'empty' };
  #readBuffer = Buffer.alloc(0);

  constructor(options: TapeDriveOptions) {
    this.generation = ltoGenerations[options.generation ?? 'LTO-9'];
    this.identity = {
      vendor: options.vendor ?? 'IBM',
      product: options.product ?? this.generation.product,
      revision: options.revision ?? 'V001',
      serial: options.serial,
    };
    this.hasTapeAlertResponse = options.tapeAlertResponse ?? true;
    this.#clock = options.clock ?? (() => performance.now());
    this.#loadTimeMs = options.loadTimeMs ?? 0;
  }

  get bay(): Bay {
    return this.#bay;
  }

  /** The changer puts a cartridge in, and the drive begins to load it. */
  insert(folder: string): void {
    this.#bay = { state: 'loading', folder, readyAtMs: this.#clock() + this.#loadTimeMs };
    this.settle();
  }

  /** The changer takes the cartridge out; only one that is unloaded can be taken. */
  remove(): void {
    if (this.#bay.state !== 'unloaded') throw new RangeError(`a cartridge that is ${this.#bay.state} cannot be taken`);
    this.#bay = { state: 'empty' };
  }

  /** Ends a load whose time has come. */
  settle(): void {
    if (this.#bay.state !== 'loading' || this.#clock() < this.#bay.readyAtMs) return;
    this.#bay = this.#thread(this.#bay.folder);
    if (this.#bay.state === 'loaded') this.nexuses.establish(senses.notReadyToReady);
  }

  /** LOAD UNLOAD that loads a cartridge which is in the drive already. */
  load(): void {
    if (this.#bay.state === 'unloaded') this.insert(this.#bay.folder);
  }

  async unload({ hold }: { readonly hold: boolean }): Promise<void> {
    const bay = this.#bay;
    if (bay.state === 'empty') return;
    if (bay.state === 'loaded') {
      await bay.cartridge.flush();
      if (this.#bay !== bay) return; // power was lost meanwhile
      this.#unthread(bay);
    }
    this.alerts.mediumRemoved();
    this.#bay = { state: 'unloaded', folder: bay.folder, held: hold };
  }

  /** Loss of power: what is buffered is gone, nobody is known, and a cartridge that was threaded is loaded again. */
  powerCycle(): void {
    const bay = this.#bay;
    if (bay.state === 'loaded') {
      bay.cartridge.dropUnflushed();
      this.#unthread(bay);
    }
    this.reservations.reset();
    this.removal.reset();
    this.nexuses.reset();
    this.alerts.clear();
    this.#protection = new WeakMap();
    this.blockLength = 0;
    this.bufferedMode = 1;
    if (bay.state !== 'empty' && bay.state !== 'unloaded') this.insert(bay.folder);
  }

  /** Closes the files of a cartridge in the drive. What is buffered goes to the page cache, as far as a tape would. */
  close(): void {
    if (this.#bay.state === 'loaded') this.#unthread(this.#bay);
    this.#bay = { state: 'empty' };
  }

  forget(nexus: Nexus): void {
    this.removal.forget(nexus);
    this.#protection.delete(nexus);
  }

  dropUnflushed(): void {
    if (this.#bay.state !== 'loaded') return;
    const { cartridge } = this.#bay;
    cartridge.dropUnflushed();
    this.#bay.position = Math.min(this.#bay.position, cartridge.objects.count);
  }

  /** The medium that is loaded. @throws CheckCondition NOT READY where there is none */
  requireMedium(): LoadedMedium {
    const bay = this.#bay;
    if (bay.state === 'loaded') return bay;
    throw new CheckCondition(notReadySense(bay));
  }

  /** The loaded medium, if it may be written. @throws CheckCondition DATA PROTECT where it may not */
  requireWritable(): LoadedMedium {
    const medium = this.requireMedium();
    const { cartridge, position } = medium;
    if (medium.readOnly) {
      this.alerts.raise(tapeAlertFlags.writeProtect);
      throw new CheckCondition(senses.writeProtected);
    }
    if (cartridge.memory.medium === 'worm' && position < cartridge.objects.count) {
      this.alerts.raise(tapeAlertFlags.wormOverwriteAttempted);
      throw new CheckCondition(senses.wormOverwriteAttempted);
    }
    return medium;
  }

  protectionOf(nexus: Nexus): Protection {
    return this.#protection.get(nexus) ?? noProtection;
  }

  protect(nexus: Nexus, protection: Protection): void {
    this.#protection.set(nexus, protection);
  }

  /** Memory for a block on its way to the initiator; the next call may give the same. */
  readBuffer(length: number): Buffer {
    if (this.#readBuffer.length < length) this.#readBuffer = Buffer.allocUnsafe(length);
    return this.#readBuffer;
  }

  #thread(folder: string): Bay {
    let cartridge: Cartridge;
    try {
      cartridge = Cartridge.open(folder);
    } catch (error) {
      if (!isCondition(error, 'CARTRIDGE_DAMAGED')) throw error;
      this.alerts.raise(tapeAlertFlags.directoryCorruptedOnLoad);
      return { state: 'rejected', folder, sense: senses.mediumFormatCorrupted };
    }
    const { medium, generation, writeProtected } = cartridge.memory;
    const { writable, readable } = this.generation;
    if (medium === 'cleaning' || ![...writable, ...readable].includes(generation)) {
      cartridge.close();
      const sense = medium === 'cleaning' ? senses.cleaningCartridgeInstalled : senses.incompatibleMedium;
      return { state: 'rejected', folder, sense };
    }
    cartridge.addUsage({ loads: 1, bytesWritten: 0, bytesRead: 0 });
    const readOnly = writeProtected || !writable.includes(generation);
    return { state: 'loaded', folder, cartridge, readOnly, position: 0, counters: new TransferCounters() };
  }

  #unthread({ cartridge, counters }: LoadedMedium): void {
    const { bytesWritten, bytesRead } = counters;
    if (bytesWritten + bytesRead > 0) cartridge.addUsage({ loads: 0, bytesWritten, bytesRead });
    cartridge.close();
  }
}

/** Why a drive is not ready. */
export function notReadySense(bay: Exclude<Bay, LoadedMedium>): Sense {
  switch (bay.state) {
    case 'empty':
      return senses.mediumNotPresent;
    case 'loading':
      return senses.becomingReady;
    case 'rejected':
      return bay.sense;
    case 'unloaded':
      return bay.held ? senses.initializingCommandRequired : senses.mediumNotPresent;
  }
}
