import { type QueuedFile, type RetrieveSubmission, submitRetrieve } from '@cta/admin';
import type { Workspace } from '../installation/workspace.ts';
import { diskInstance, requester } from '../installation/entities.ts';
import type { Installation } from '../installation/installation.ts';
import { ProgressBar } from '../output/progress-bar.ts';

/** Where a file is retrieved to: the tree is built anew in a folder of the workspace. */
export function retrievedPath(workspace: Workspace, { name }: QueuedFile): string {
  return workspace.path('retrieved', name);
}

/** Asks for all files that were archived to be retrieved. */
export async function requestRetrieve(
  { admin, workspace, signal }: Installation,
  archived: readonly QueuedFile[],
): Promise<RetrieveSubmission> {
  using bar = new ProgressBar('requests', archived.length);
  return await submitRetrieve(admin, {
    files: archived.map((file) => ({
      archiveFileId: file.archiveFileId,
      destination: retrievedPath(workspace, file),
    })),
    diskInstance,
    requester,
    onProgress: ({ queuedFiles }) => bar.show(queuedFiles),
    signal,
  });
}
