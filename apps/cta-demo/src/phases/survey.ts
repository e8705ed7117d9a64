import { lstat, opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ConditionError } from '@cta/conditions';

/** What there is to archive, at a glance: how large tapes must be, and how much room is needed. */
export interface Survey {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  /** Regular files that are not empty. */
  readonly files: number;
  readonly bytes: number;
  readonly largestBytes: number;
}

/** @throws NO_SUCH_ENTITY where there is no such folder, or nothing in it that can be archived */
export async function surveyTree(path: string, signal: AbortSignal): Promise<Survey> {
  const folder = await folderAt(path);
  let [files, bytes, largestBytes] = [0, 0, 0];
  for await (const size of sizesBelow(folder, signal)) {
    files += 1;
    bytes += size;
    largestBytes = Math.max(largestBytes, size);
  }
  if (files === 0) throw new ConditionError('NO_SUCH_ENTITY', { message: `files with content in ${folder}` });
  return { folder, files, bytes, largestBytes };
}

async function folderAt(path: string): Promise<string> {
  const folder = await realpath(path).catch(() => undefined);
  if (folder !== undefined && (await lstat(folder)).isDirectory()) return folder;
  throw new ConditionError('NO_SUCH_ENTITY', { message: `folder ${path}`, details: { path } });
}

/** What cannot be read is left to the submission, which tells why. */
async function* sizesBelow(folder: string, signal: AbortSignal): AsyncGenerator<number> {
  signal.throwIfAborted();
  const entries = await opendir(folder).catch(() => []);
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sizesBelow(path, signal);
    if (!entry.isFile()) continue;
    const size = await lstat(path).then(
      (facts) => facts.size,
      () => 0,
    );
    if (size > 0) yield size;
  }
}
