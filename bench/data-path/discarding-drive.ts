import type { DriveIdentity, Readiness, TapeDrive } from '@cta/hardware';
import type { ProtectionMode } from '@cta/tape-format';
import { crc32c } from '@node-rs/crc32';

const filemark = 'filemark';
/** Blocks up to this are labels and kept; of others only the length is. */
const keptBytes = 80;

type TapeObject = Uint8Array | number | typeof filemark;

/**
 * A drive that throws data away and reads zeros instead, as fast as memory is. It makes and checks the block checksums
 * that a real drive's host has to.
 */
class DiscardingDrive implements TapeDrive {
  readonly identity: DriveIdentity = { vendor: 'CTA', product: 'DISCARD', revision: '0001', serial: '1' };
  readonly protectionSupported = true;
  readonly #objects: TapeObject[] = [];
  /** Memory that holds nothing but zeros, by its offset: what was read before, and nobody has written to since. */
  readonly #zeroed = new Set<number>();
  #position = 0;
  #protection: ProtectionMode = 'off';

  async setProtection(mode: ProtectionMode): Promise<void> {
    this.#protection = mode;
  }

  async write(buffer: Uint8Array, length: number): Promise<{ readonly earlyWarning: boolean }> {
    if (this.#protection === 'crc32c') this.#protect(buffer, length);
    this.#put(length <= keptBytes ? buffer.slice(0, length) : length);
    return { earlyWarning: false };
  }

  async read(buffer: Uint8Array): Promise<number | 'filemark'> {
    const object = this.#objects[this.#position];
    if (object === undefined) throw new Error('end of data');
    this.#position += 1;
    if (object === filemark) return filemark;
    const length = typeof object === 'number' ? object : object.length;
    if (typeof object === 'number') this.#invent(buffer);
    else buffer.set(object);
    if (this.#protection !== 'off') crc32c(buffer.subarray(0, length));
    return length;
  }

  async writeFilemarks(count: number): Promise<{ readonly earlyWarning: boolean }> {
    for (let written = 0; written < count; written += 1) this.#put(filemark);
    return { earlyWarning: false };
  }

  async spaceFilemarks(count: number): Promise<void> {
    throw new Error(`no spacing over ${count} filemarks`);
  }

  async locate(logicalObject: number): Promise<void> {
    if (logicalObject === 0) this.#zeroed.clear();
    this.#position = logicalObject;
  }

  async position(): Promise<number> {
    return this.#position;
  }

  async readiness(): Promise<Readiness> {
    return { state: 'ready', writeProtected: false };
  }

  async waitUntilReady(): Promise<Readiness & { state: 'ready' }> {
    return { state: 'ready', writeProtected: false };
  }

  async rewind(): Promise<void> {
    this.#position = 0;
  }

  async unload(): Promise<void> {}

  async tapeAlerts(): Promise<{ readonly flags: readonly number[]; readonly areCleared: boolean }> {
    return { flags: [], areCleared: false };
  }

  async close(): Promise<void> {}

  #put(object: TapeObject): void {
    this.#objects.length = this.#position;
    this.#objects.push(object);
    this.#position += 1;
  }

  /** To fill shared memory from JavaScript is slower than any drive: once a slot and session will do. */
  #invent(buffer: Uint8Array): void {
    if (this.#zeroed.has(buffer.byteOffset)) return;
    buffer.fill(0);
    this.#zeroed.add(buffer.byteOffset);
  }

  #protect(buffer: Uint8Array, length: number): void {
    const checksum = crc32c(buffer.subarray(0, length));
    for (let byte = 0; byte < 4; byte += 1) buffer[length + byte] = (checksum >>> (8 * byte)) & 0xff;
  }
}

export async function openTapeDrive(): Promise<TapeDrive> {
  return new DiscardingDrive();
}
