import { ConditionError } from '@cta/conditions';
import type { ProtectedTapeDevice, ProtectionMode } from '@cta/tape-format';
import type { TapeObject } from '../tape-image/tape-image.ts';

export interface MemoryTapeOptions {
  /** What is on the tape to begin with. */
  readonly objects?: readonly TapeObject[];
  readonly protectionSupported?: boolean;
  /** Bytes of payload after which nothing more is taken; not limited where not given. */
  readonly capacityBytes?: number;
  /** Bytes from which early warning is signalled. */
  readonly earlyWarningBytes?: number;
  /** Called before each operation; makes it fail by throwing. */
  readonly before?: (operation: MemoryTapeOperation) => void;
}

/** An operation with its argument: `write 80`, `locate 20`, `space -13`. */
export type MemoryTapeOperation =
  | `${'write' | 'filemarks' | 'space' | 'locate'} ${number}`
  | `protection ${ProtectionMode}`
  | 'flush'
  | 'read'
  | 'position';

/** A tape in a drive, in memory: six block operations over an array, with what a drive would answer. */
export class MemoryTape implements ProtectedTapeDevice {
  readonly protectionSupported: boolean;
  /** All operations so far. */
  readonly operations: MemoryTapeOperation[] = [];
  /** How many objects the last flush, or filemark that was waited for, made safe. */
  flushedObjects = 0;
  readonly #options: MemoryTapeOptions;
  readonly #objects: TapeObject[];
  #usedBytes: number;
  #position = 0;
  #protection: ProtectionMode = 'off';

  constructor(options: MemoryTapeOptions = {}) {
    this.#options = options;
    this.protectionSupported = options.protectionSupported ?? true;
    this.#objects = [...(options.objects ?? [])];
    this.#usedBytes = bytesOf(this.#objects);
  }

  get objects(): readonly TapeObject[] {
    return this.#objects;
  }

  get protection(): ProtectionMode {
    return this.#protection;
  }

  async setProtection(mode: ProtectionMode): Promise<void> {
    this.#begin(`protection ${mode}`);
    if (mode !== 'off' && !this.protectionSupported) throw new ConditionError('DRIVE_ILLEGAL_REQUEST');
    this.#protection = mode;
  }

  async write(buffer: Uint8Array, length: number): Promise<{ readonly earlyWarning: boolean }> {
    this.#begin(`write ${length}`);
    if (buffer.length < length + 4) throw new Error('no room for protection behind the block');
    if (this.#protection === 'crc32c-read-only') throw new Error('write with protection for reading only');
    this.#truncate();
    if (this.#usedBytes + length > (this.#options.capacityBytes ?? Infinity)) throw new ConditionError('MEDIUM_FULL');
    this.#append({ type: 'block', bytes: buffer.slice(0, length) });
    return this.#earlyWarning();
  }

  async writeFilemarks(
    count: number,
    { wait }: { readonly wait: boolean },
  ): Promise<{ readonly earlyWarning: boolean }> {
    this.#begin(count === 0 ? 'flush' : `filemarks ${count}`);
    if (count > 0) this.#truncate();
    for (let written = 0; written < count; written++) this.#append({ type: 'filemark' });
    if (wait) this.flushedObjects = this.#objects.length;
    return this.#earlyWarning();
  }

  async read(buffer: Uint8Array): Promise<number | 'filemark'> {
    this.#begin('read');
    const object = this.#objects[this.#position];
    if (object === undefined) throw new ConditionError('END_OF_DATA');
    this.#position++;
    if (object.type === 'filemark') return 'filemark';
    const roomBytes = buffer.length - (this.#protection === 'off' ? 0 : 4);
    if (object.bytes.length > roomBytes) throw new ConditionError('BLOCK_TOO_LARGE');
    buffer.set(object.bytes);
    return object.bytes.length;
  }

  async spaceFilemarks(count: number): Promise<void> {
    this.#begin(`space ${count}`);
    const step = count < 0 ? -1 : 1;
    for (let left = Math.abs(count); left > 0; ) {
      const object = this.#objects[step > 0 ? this.#position : this.#position - 1];
      if (object === undefined) throw new ConditionError(step > 0 ? 'END_OF_DATA' : 'BEGINNING_OF_MEDIUM');
      this.#position += step;
      if (object.type === 'filemark') left--;
    }
  }

  async locate(logicalObject: number): Promise<void> {
    this.#begin(`locate ${logicalObject}`);
    this.#position = Math.min(logicalObject, this.#objects.length);
    if (logicalObject > this.#objects.length) throw new ConditionError('END_OF_DATA');
  }

  async position(): Promise<number> {
    this.#begin('position');
    return this.#position;
  }

  #begin(operation: MemoryTapeOperation): void {
    this.operations.push(operation);
    this.#options.before?.(operation);
  }

  /** What follows the place of a write is lost, as on tape. */
  #truncate(): void {
    const lost = this.#objects.splice(this.#position);
    this.#usedBytes -= bytesOf(lost);
  }

  #append(object: TapeObject): void {
    this.#objects.push(object);
    this.#usedBytes += bytesOf([object]);
    this.#position = this.#objects.length;
  }

  #earlyWarning(): { readonly earlyWarning: boolean } {
    const { earlyWarningBytes } = this.#options;
    return { earlyWarning: earlyWarningBytes !== undefined && this.#usedBytes >= earlyWarningBytes };
  }
}

/** A tape in memory, blank or with the objects of an image. */
export function memoryTape(options?: MemoryTapeOptions): MemoryTape {
  return new MemoryTape(options);
}

function bytesOf(objects: readonly TapeObject[]): number {
  return objects.reduce((sum, object) => sum + (object.type === 'block' ? object.bytes.length : 0), 0);
}
