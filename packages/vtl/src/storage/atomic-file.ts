import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConditionError } from '@cta/conditions';
import { withFile } from './file-system-error.ts';

/** Replaces a JSON file as a whole: whoever reads it after a crash at any moment finds the old or the new content. */
export function writeJsonFile(path: string, value: unknown): void {
  const next = `${path}.next`;
  withFile(path, () => {
    const descriptor = openSync(next, 'w', 0o640);
    try {
      writeSync(descriptor, `${JSON.stringify(value, null, 2)}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(next, path);
    syncFolder(dirname(path));
  });
}

/** Reads a JSON file; `parse` turns what is in it into a value, or throws. Anything unreadable is VALUE_INVALID. */
export function readJsonFile<T>(path: string, parse: (value: unknown) => T): T {
  const text = withFile(path, () => readFileSync(path, 'utf8'));
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    throw new ConditionError('VALUE_INVALID', { message: `${path} cannot be used`, details: { path }, cause: error });
  }
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
