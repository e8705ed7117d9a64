import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConditionError } from '@cta/conditions';
import { crc32c } from '@node-rs/crc32';
import { syncFolder } from '../storage/atomic-file.ts';
import { withFile } from '../storage/file-system-error.ts';
import {
  type CartridgeMemory,
  type HostAttribute,
  type MediumKind,
  loadCartridgeMemory,
  saveCartridgeMemory,
} from './cartridge-memory.ts';
import { type GenerationName, ltoGenerations } from './generation.ts';
import type { ObjectIndex } from './object-index.ts';
import { TapeFile } from './tape-file.ts';

/** What is chosen when a cartridge is made; all but the VID has a default. */
export interface CartridgeSpec {
  readonly vid: string;
  readonly generation?: GenerationName;
  readonly medium?: MediumKind;
  /** Bytes up to early warning; the generation's native capacity where absent. */
  readonly capacityBytes?: number;
  /** Bytes behind early warning; a hundredth of the capacity, 16 MiB at least, where absent. */
  readonly earlyWarningBytes?: number;
  readonly writeProtected?: boolean;
}

/** Where a write would end. */
export type Room = 'enough' | 'early-warning' | 'none';

const minimumEarlyWarningBytes = 16 * 1024 * 1024;
const tapeFileName = 'tape.dat';

/**
 * A cartridge in use: its tape and its memory, in a folder. Positions are logical object numbers and belong to the
 * drive. Writing at a position removes what lies at it and behind, as tape does.
 */
export class Cartridge {
  readonly #folder: string;
  readonly #tape: TapeFile;
  #memory: CartridgeMemory;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#memory = loadCartridgeMemory(folder);
    this.#tape = TapeFile.open(join(folder, tapeFileName));
  }

  /** Makes a blank cartridge in a new folder. */
  static create(folder: string, spec: CartridgeSpec): void {
    const memory = newCartridgeMemory(spec);
    withFile(folder, () => mkdirSync(folder));
    TapeFile.create(join(folder, tapeFileName));
    saveCartridgeMemory(folder, memory);
    withFile(folder, () => syncFolder(dirname(folder)));
  }

  /** Opens a cartridge for one user; CARTRIDGE_DAMAGED where something that was flushed is no longer there. */
  static open(folder: string): Cartridge {
    return new Cartridge(folder);
  }

  get memory(): CartridgeMemory {
    return this.#memory;
  }

  /** What lies where on the tape. */
  get objects(): Omit<ObjectIndex, 'append' | 'truncate'> {
    return this.#tape.index;
  }

  /** Objects that a loss of power would leave. */
  get durableCount(): number {
    return this.#tape.durableCount;
  }

  /** Room for another `length` bytes behind a position. */
  room(position: number, length: number): Room {
    const end = this.objects.bytesBefore(position) + length;
    if (end > this.#memory.capacityBytes + this.#memory.earlyWarningBytes) return 'none';
    return end > this.#memory.capacityBytes ? 'early-warning' : 'enough';
  }

  /** @param checksum CRC32C of the data, where it is known: with logical block protection the host has sent it */
  writeBlock(position: number, data: Uint8Array, checksum?: number): void {
    this.#tape.truncate(position);
    this.#tape.append(
      { kind: 'block', length: data.length, crc32c: checksum ?? crc32c(data), protected: checksum !== undefined },
      data,
    );
  }

  writeFilemark(position: number): void {
    this.#tape.truncate(position);
    this.#tape.append({ kind: 'filemark' });
  }

  /** Reads a block to the beginning of `into` and returns its length. */
  readBlock(position: number, into: Uint8Array): number {
    return this.#tape.read(position, into);
  }

  /** Makes a position the end of data. */
  erase(position: number): void {
    this.#tape.truncate(position);
  }

  /** Resolves once everything that was written before is on the medium. */
  flush(): Promise<void> {
    return this.#tape.flush();
  }

  /** Loses what was written since the last flush, as a drive does that fails or loses power. */
  dropUnflushed(): void {
    this.#tape.dropUnflushed();
  }

  /** Adds to the counters of the cartridge's life. */
  addUsage(used: { readonly loads: number; readonly bytesWritten: number; readonly bytesRead: number }): void {
    const { usage } = this.#memory;
    this.#save({
      usage: {
        loads: usage.loads + used.loads,
        bytesWritten: usage.bytesWritten + used.bytesWritten,
        bytesRead: usage.bytesRead + used.bytesRead,
        changeReference: usage.changeReference + (used.bytesWritten > 0 ? 1 : 0),
      },
    });
  }

  /** Sets host attributes; one with an empty value is removed (SPC-5, WRITE ATTRIBUTE). */
  writeHostAttributes(attributes: readonly HostAttribute[]): void {
    const merged = new Map(this.#memory.hostAttributes.map((attribute) => [attribute.id, attribute]));
    for (const attribute of attributes) {
      if (attribute.value === '') merged.delete(attribute.id);
      else merged.set(attribute.id, attribute);
    }
    this.#save({ hostAttributes: [...merged.values()].sort((a, b) => a.id - b.id) });
  }

  close(): void {
    this.#tape.close();
  }

  #save(change: Partial<CartridgeMemory>): void {
    const memory = { ...this.#memory, ...change };
    saveCartridgeMemory(this.#folder, memory);
    this.#memory = memory;
  }
}

/** Moves the write-protect switch of a cartridge that is in no drive. */
export function setWriteProtect(folder: string, writeProtected: boolean): void {
  saveCartridgeMemory(folder, { ...loadCartridgeMemory(folder), writeProtected });
}

/** Refuses anything but a volume identifier with VALUE_INVALID; what passes can be the name of a folder. */
export function requireVid(vid: string): void {
  if (/^[A-Z0-9]{6}$/.test(vid)) return;
  throw new ConditionError('VALUE_INVALID', {
    message: `'${vid}' is not a volume identifier: six capital letters and digits are`,
    details: { vid },
  });
}

function newCartridgeMemory(spec: CartridgeSpec): CartridgeMemory {
  requireVid(spec.vid);
  const generation = spec.generation ?? 'LTO-9';
  const capacityBytes = spec.capacityBytes ?? ltoGenerations[generation].capacityBytes;
  if (!Number.isSafeInteger(capacityBytes) || capacityBytes <= 0) {
    throw new ConditionError('VALUE_INVALID', { message: `${capacityBytes} is not a capacity in bytes` });
  }
  return {
    vid: spec.vid,
    generation,
    medium: spec.medium ?? 'data',
    capacityBytes,
    earlyWarningBytes: spec.earlyWarningBytes ?? Math.max(Math.floor(capacityBytes / 100), minimumEarlyWarningBytes),
    writeProtected: spec.writeProtected ?? false,
    usage: { loads: 0, bytesWritten: 0, bytesRead: 0, changeReference: 0 },
    hostAttributes: [],
  };
}
