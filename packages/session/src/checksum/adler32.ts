import { adler32Wasm } from './adler32-wasm.ts';

/** Modulus of both sums (RFC 1950, 8.2; spec topic 'tape-format: Adler-32'). */
const modulus = 65521;

/** Adler-32 of no bytes: where a running checksum begins. */
export const adler32OfNothing = 1;

/** Continues `adler` with the `length` bytes at byte `offset` of the memory that the kernel was made for. */
export type Adler32Kernel = (adler: number, offset: number, length: number) => number;

type Update = (adler: number, pointer: number, length: number) => number;

const kernelModule = new WebAssembly.Module(Buffer.from(adler32Wasm, 'base64'));

/** @returns a kernel that reads a shared memory in place. */
export function adler32Kernel(memory: WebAssembly.Memory): Adler32Kernel {
  const { exports } = new WebAssembly.Instance(kernelModule, { env: { memory } });
  const update = exports.update as Update;
  return (adler, offset, length) => update(adler, offset, length) >>> 0;
}

/** Adler-32 of two parts one after the other, from those of the parts and the length of the second. */
export function combineAdler32(first: number, second: number, secondLengthBytes: number): number {
  const [a1, b1] = [first & 0xffff, first >>> 16];
  const [a2, b2] = [second & 0xffff, second >>> 16];
  const a = (a1 + a2 + modulus - 1) % modulus;
  const b = (b1 + b2 + (secondLengthBytes % modulus) * (a1 + modulus - 1)) % modulus;
  return ((b << 16) | a) >>> 0;
}
