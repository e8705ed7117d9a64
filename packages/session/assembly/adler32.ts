// AssemblyScript, not TypeScript: compiled by build.ts to the kernel that src/checksum carries.
// Adler-32 (RFC 1950, 8.2) of bytes in the imported shared memory, in place.

const MODULUS: u32 = 65521;
/** Bytes a step: two vectors. */
const STEP: u32 = 32;
/** Steps between two reductions: the most for which neither sum leaves 32 bits (zlib's 5552 bytes, in whole steps). */
const STEPS_BETWEEN_REDUCTIONS: u32 = 173;

function laneSum(v: v128): u32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

/** Continues the Adler-32 `adler` with `length` bytes at `pointer`. */
export function update(adler: u32, pointer: usize, length: u32): u32 {
  let a: u32 = adler & 0xffff;
  let b: u32 = adler >>> 16;
  const weights0 = i16x8(32, 31, 30, 29, 28, 27, 26, 25);
  const weights1 = i16x8(24, 23, 22, 21, 20, 19, 18, 17);
  const weights2 = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const weights3 = i16x8(8, 7, 6, 5, 4, 3, 2, 1);

  while (length >= STEP) {
    let steps: u32 = min(length / STEP, STEPS_BETWEEN_REDUCTIONS);
    length -= steps * STEP;
    b += a * steps * STEP;
    let sums = i32x4.splat(0); // bytes so far, as a counts them
    let sumsBefore = i32x4.splat(0); // what `sums` was before each step, added up: 32 times this goes to b
    let weighted = i32x4.splat(0); // bytes times their distance from the end of their step
    do {
      const v0 = v128.load(pointer);
      const v1 = v128.load(pointer, 16);
      sumsBefore = i32x4.add(sumsBefore, sums);
      sums = i32x4.add(
        sums,
        i32x4.extadd_pairwise_i16x8_u(i16x8.add(i16x8.extadd_pairwise_i8x16_u(v0), i16x8.extadd_pairwise_i8x16_u(v1))),
      );
      weighted = i32x4.add(
        weighted,
        i32x4.add(
          i32x4.add(
            i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(v0), weights0),
            i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(v0), weights1),
          ),
          i32x4.add(
            i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(v1), weights2),
            i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(v1), weights3),
          ),
        ),
      );
      pointer += STEP;
    } while (--steps);
    a += laneSum(sums);
    b += laneSum(weighted) + STEP * laneSum(sumsBefore);
    a %= MODULUS;
    b %= MODULUS;
  }
  while (length > 0) {
    a += load<u8>(pointer++);
    b += a;
    --length;
  }
  return ((b % MODULUS) << 16) | (a % MODULUS);
}
