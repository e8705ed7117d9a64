import { randomFillSync } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the disk workers without checksums say that every file has. */
export const uncheckedAdler32 = 1;

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** A file system in memory where there is one: what disks do is not what is measured. */
export function fastFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/** Sizes of 64 KiB to 1 GiB, each size with about as many bytes as any other, of `totalBytes` together. */
export function mixedSizes(totalBytes: number): readonly number[] {
  const kinds = [
    64 * kibibyte,
    256 * kibibyte,
    mebibyte,
    16 * mebibyte,
    64 * mebibyte,
    256 * mebibyte,
    1024 * mebibyte,
  ];
  const usable = kinds.filter((size) => size <= totalBytes / 3);
  return usable.flatMap((size) => Array<number>(Math.max(1, Math.round(totalBytes / usable.length / size))).fill(size));
}

/** Files of these sizes, of random bytes, in a folder that is made; their paths in the same order. */
export function writeFiles(folder: string, sizes: readonly number[]): readonly string[] {
  mkdirSync(folder);
  const bytes = randomFillSync(new Uint8Array(mebibyte));
  return sizes.map((size, index) => {
    const path = join(folder, `file-${index}`);
    const fd = openSync(path, 'wx');
    for (let left = size; left > 0; left -= bytes.length) writeSync(fd, bytes, 0, Math.min(left, bytes.length));
    closeSync(fd);
    return path;
  });
}

/** Adler-32 of as many zeros. */
export function adler32OfZeros(sizeBytes: number): number {
  return (((sizeBytes % 65_521) << 16) | 1) >>> 0;
}
