import type { QueuedFile } from '@cta/admin';
import type { Installation } from '../installation/installation.ts';
import { ProgressBar } from '../output/progress-bar.ts';
import { type Difference, FileComparison } from './file-comparison.ts';
import { retrievedPath } from './retrieving.ts';

/** A file that did not come back as it went. */
export interface DifferentFile {
  readonly path: string;
  readonly difference: Difference;
}

export interface TreeComparison {
  readonly different: readonly DifferentFile[];
  /** Paths of originals that have changed meanwhile: the checksum of the request stands for what they were. */
  readonly changed: readonly string[];
}

/** Compares every file that was retrieved with its original. */
export async function compareTrees(
  { workspace, signal }: Installation,
  archived: readonly QueuedFile[],
): Promise<TreeComparison> {
  using bar = new ProgressBar('every byte compared', archived.length);
  const comparison = new FileComparison();
  const different: DifferentFile[] = [];
  const changed: string[] = [];
  for (const [index, file] of archived.entries()) {
    signal.throwIfAborted();
    const outcome = await comparison.compare(file.path, retrievedPath(workspace, file), file);
    if (outcome === 'source-changed') changed.push(file.path);
    else if (outcome !== 'same') different.push({ path: file.path, difference: outcome });
    bar.show(index + 1);
  }
  return { different, changed };
}
