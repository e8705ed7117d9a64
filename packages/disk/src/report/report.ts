import { constants, type FileHandle, open } from 'node:fs/promises';
import type { ConditionCode } from '@cta/conditions';
import { pathOf, parseDiskUrl } from '../disk-url.ts';
import { fromNode } from '../from-node.ts';
import { AllowedRoots } from '../local/allowed-roots.ts';
import { basename, dirname, join } from 'node:path';

/** What a disk system is told of a request that has ended. Told at least once: whoever receives it must bear it twice. */
export type DiskReport =
  | { readonly event: 'archived' | 'retrieved'; readonly archiveFileId: bigint }
  | {
      readonly event: 'archive_failed' | 'retrieve_failed';
      readonly archiveFileId: bigint;
      readonly code: ConditionCode;
      readonly text: string;
    };

export interface ReportOptions {
  readonly signal: AbortSignal;
  /** Folders that `file:` reports may be written to. */
  readonly allowedRoots: readonly string[];
}

/**
 * Delivers a report: `file:` appends it to a file as one line of JSON, `null:` and an empty URL are for nobody.
 * @throws DISK_URL_UNSUPPORTED, DISK_PATH_ESCAPES, and the conditions of writing a file
 */
export async function reportTo(url: string, report: DiskReport, options: ReportOptions): Promise<void> {
  options.signal.throwIfAborted();
  if (url === '') return;
  const target = parseDiskUrl(url);
  if (target.protocol === 'null:') return;
  const path = pathOf(target);
  try {
    await appendLine(path, new AllowedRoots(options.allowedRoots), reportLine(report));
  } catch (error) {
    throw fromNode(error, path, 'write');
  }
}

function reportLine({ event, archiveFileId, ...failure }: DiskReport): string {
  return `${JSON.stringify({ event, archive_file_id: archiveFileId.toString(), ...failure })}\n`;
}

/** One write of a whole line with O_APPEND: lines of several writers do not mix. */
async function appendLine(path: string, roots: AllowedRoots, line: string): Promise<void> {
  const realPath = join(roots.realPathOfFolder(dirname(path)), basename(path));
  const flags =
    constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file: FileHandle = await open(realPath, flags, 0o666);
  try {
    roots.requireOpened(file.fd, realPath);
    await file.write(line);
  } finally {
    await file.close();
  }
}
