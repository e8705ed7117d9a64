import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const blockBytes = 256 * 1024;
/** Files that dd is worth starting for: below, the start of the process is what would be measured. */
const leastBytes = 16 * 1024 * 1024;

/** Bytes a second of dd that reads the larger files to /dev/null. */
export function ddReadBytesPerSecond(paths: readonly string[], sizes: readonly number[]): number {
  return ddBytesPerSecond(paths, sizes, (path) => [`if=${path}`, 'of=/dev/null']);
}

/** Bytes a second of dd that writes as many zeros as the larger files have into a folder, which is removed again. */
export function ddWriteBytesPerSecond(folder: string, paths: readonly string[], sizes: readonly number[]): number {
  const target = join(folder, 'dd');
  mkdirSync(target);
  const bytesPerSecond = ddBytesPerSecond(paths, sizes, (path) => [
    'if=/dev/zero',
    `of=${join(target, basename(path))}`,
    `count=${statSync(path).size / blockBytes}`,
  ]);
  rmSync(target, { recursive: true });
  return bytesPerSecond;
}

function ddBytesPerSecond(
  paths: readonly string[],
  sizes: readonly number[],
  operands: (path: string) => readonly string[],
): number {
  const large = paths.filter((_, index) => (sizes[index] ?? 0) >= leastBytes);
  const bytes = sizes.filter((size) => size >= leastBytes).reduce((sum, size) => sum + size, 0);
  const start = performance.now();
  for (const path of large) {
    const { status, stderr } = spawnSync('dd', [...operands(path), `bs=${blockBytes}`, 'status=none']);
    if (status !== 0) throw new Error(`dd: ${stderr.toString()}`);
  }
  return bytes / ((performance.now() - start) / 1000);
}
