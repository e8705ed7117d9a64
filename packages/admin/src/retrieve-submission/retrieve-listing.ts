import { readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { ArchiveFileId } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { fromNode } from '@cta/disk';
import type { FileToRetrieve, RefusedRetrieve } from './retrieve-submission.ts';

/** One line of a listing: a file of the archive, and the name that it is to have. */
export interface ListedFile {
  readonly archiveFileId: ArchiveFileId;
  readonly name: string;
}

/**
 * Reads a listing: on each line an archive file id, blanks, and the name of the file, which may have blanks in it.
 * @throws DISK_FILE_NOT_FOUND, DISK_PERMISSION_DENIED, …; VALUE_INVALID where a line is none of a listing
 */
export async function readListing(path: string): Promise<readonly ListedFile[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw fromNode(error, path, 'read');
  }
  return text
    .split('\n')
    .flatMap((line, index) => (line === '' ? [] : [listedFile(line, `${path}: line ${index + 1}`)]));
}

/** A line of a listing, as `readListing` reads it. */
export function listingLine({ archiveFileId, name }: ListedFile): string {
  return `${archiveFileId} ${name}`;
}

function listedFile(line: string, place: string): ListedFile {
  const [, id, name] = /^(\d{1,19})[ \t]+(.+)$/.exec(line) ?? [];
  if (id !== undefined && name !== undefined) return { archiveFileId: ArchiveFileId(BigInt(id)), name };
  throw new ConditionError('VALUE_INVALID', {
    message: `${place}: expected an archive file id and a name, found ${JSON.stringify(line)}`,
    details: { kind: 'listing', value: line },
  });
}

/** Puts files into a folder under their names; a name that leads out of the folder is refused. */
export function placeInFolder(
  files: readonly ListedFile[],
  folder: string,
): { readonly files: readonly FileToRetrieve[]; readonly refused: readonly RefusedRetrieve[] } {
  const root = resolve(folder);
  const placed = files.map(({ archiveFileId, name }) => ({ archiveFileId, destination: join(root, name) }));
  const isInside = ({ destination }: { destination: string }): boolean =>
    destination.startsWith(root === sep ? sep : root + sep) && !destination.endsWith(sep);
  return {
    files: placed.filter(isInside),
    refused: placed
      .filter((file) => !isInside(file))
      .map((file) => ({ ...file, error: escapes(file.destination, root) })),
  };
}

function escapes(path: string, folder: string): ConditionError {
  return new ConditionError('DISK_PATH_ESCAPES', {
    message: `${path} is not in ${folder}`,
    details: { path, folder },
  });
}
