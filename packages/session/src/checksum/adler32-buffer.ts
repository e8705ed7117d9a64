import { adler32Kernel } from './adler32.ts';

/** A buffer of its own with a kernel over it: for a checksum of data that go through no window. */
export interface Adler32Buffer {
  readonly bytes: Uint8Array;
  /** Continues `adler` with the first `length` bytes of the buffer. */
  update(adler: number, length: number): number;
}

const wasmPageBytes = 65_536;

export function adler32Buffer(sizeBytes: number): Adler32Buffer {
  const pages = Math.ceil(sizeBytes / wasmPageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const kernel = adler32Kernel(memory);
  return {
    bytes: new Uint8Array(memory.buffer, 0, sizeBytes),
    update: (adler, length) => kernel(adler, 0, length),
  };
}
