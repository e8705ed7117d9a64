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

/** Compares every file that was retrieved with its original. */
export async function compareTrees(
  { workspace, signal }: Installation,
  archived: readonly QueuedFile[],
): Promise<readonly DifferentFile[]> {
  using bar = new ProgressBar('every byte compared', archived.length);
  const comparison = new FileComparison();
  const different: DifferentFile[] = [];
  for (const [index, file] of archived.entries()) {
    signal.throwIfAborted();
    const difference = await comparison.compare(file.path, retrievedPath(workspace, file), file);
    if (difference !== undefined) different.push({ path: file.path, difference });
    bar.show(index + 1);
  }
  return different;
}
