const modulus = 65_521;
/** As many bytes as can be added up before the sums pass what a small integer holds (zlib's NMAX for 32 bits). */
const chunkBytes = 5_552;

/** Adler-32 of some bytes that follow those whose Adler-32 is `before`. */
export function adler32(bytes: Uint8Array, before = 1): number {
  let low = before & 0xffff;
  let high = before >>> 16;
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const end = Math.min(start + chunkBytes, bytes.length);
    for (let index = start; index < end; index++) {
      low += bytes[index] ?? 0;
      high += low;
    }
    low %= modulus;
    high %= modulus;
  }
  return high * 0x10000 + low;
}
