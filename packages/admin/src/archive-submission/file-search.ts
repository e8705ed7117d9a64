import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { ConditionError } from '@cta/conditions';
import { fromNode } from '@cta/disk';

/** A regular file below one of the paths that were given. */
export interface FoundFile {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Its path from the folder that holds the path that was given: `tree/sub/file` for a file below `/data/tree`. */
  readonly name: string;
}

/** Something that cannot be asked for, and why. */
export interface RefusedFile {
  readonly path: string;
  readonly error: ConditionError;
}

export type Found = FoundFile | RefusedFile;

/**
 * Regular files of the paths, folders with all that is below them, in the order of their names. Symbolic links below a
 * path are not followed: each is refused, as one that leads out of the path, that leads nowhere, or that names a file
 * which is found under its own name. What cannot be read is refused, and the rest goes on.
 */
export async function* findFiles(paths: readonly string[], signal: AbortSignal): AsyncGenerator<Found> {
  for (const path of paths) {
    signal.throwIfAborted();
    yield* findBelow(path, signal);
  }
}

async function* findBelow(path: string, signal: AbortSignal): AsyncGenerator<Found> {
  let root: string;
  let facts: Stats;
  try {
    root = await realpath(path);
    facts = await stat(root);
  } catch (error) {
    yield { path, error: fromNode(error, path, 'read') };
    return;
  }
  const name = basename(root);
  if (facts.isDirectory()) yield* walk(root, { path: root, name }, signal);
  else if (facts.isFile()) yield { path: root, name };
  else yield { path: root, error: notAFile(root, 'it is a device, a socket or a pipe') };
}

async function* walk(root: string, folder: FoundFile, signal: AbortSignal): AsyncGenerator<Found> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    yield { path: folder.path, error: fromNode(error, folder.path, 'read') };
    return;
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    signal.throwIfAborted();
    const found = { path: join(folder.path, entry.name), name: `${folder.name}/${entry.name}` };
    if (entry.isDirectory()) yield* walk(root, found, signal);
    else if (entry.isFile()) yield found;
    else if (entry.isSymbolicLink()) yield { path: found.path, error: await refusedLink(root, found.path) };
    else yield { path: found.path, error: notAFile(found.path, 'it is a device, a socket or a pipe') };
  }
}

async function refusedLink(root: string, path: string): Promise<ConditionError> {
  let target: string;
  try {
    target = await realpath(path);
  } catch (error) {
    return fromNode(error, path, 'read');
  }
  if (target === root || target.startsWith(root === sep ? sep : root + sep)) {
    return notAFile(path, `it is a symbolic link to ${target}`);
  }
  return new ConditionError('DISK_PATH_ESCAPES', {
    message: `${path} leads to ${target}`,
    details: { path, real_path: target },
  });
}

function notAFile(path: string, why: string): ConditionError {
  return new ConditionError('DISK_NOT_A_FILE', { message: `${path}: ${why}`, details: { path } });
}
